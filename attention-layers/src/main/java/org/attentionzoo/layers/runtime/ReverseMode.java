package org.attentionzoo.layers.runtime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.attentionzoo.layers.runtime.LayerGraph.Deferred;
import org.attentionzoo.layers.runtime.LayerGraph.FunctionGradientNode;
import org.attentionzoo.layers.runtime.LayerGraph.FunctionNode;
import org.attentionzoo.layers.runtime.LayerGraph.Node;
import org.attentionzoo.layers.runtime.LayerGraph.OpNode;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;

/**
 * Reverse-mode differentiation of a {@link LayerGraph}: walks its nodes backwards and adds, for
 * each, the ops of its gradient to the same graph.
 *
 * <p>Not {@code SameDiff.createGradFunction}: with external errors that one counts the incoming
 * gradient twice (so a stack of k layers trains with gradients 2^k too large), and it cannot cross
 * a {@link PlanFunction}.
 */
final class ReverseMode {

  private final LayerGraph graph;
  private final SameDiff sd;
  private final Map<String, SDVariable> gradients = new HashMap<>();

  private ReverseMode(LayerGraph graph) {
    this.graph = graph;
    this.sd = graph.sd();
  }

  /**
   * Differentiates {@code Σ outputs · outputGradients}.
   *
   * @return the gradient of each of {@code wanted} that the outputs depend on, by variable name
   */
  static Map<String, SDVariable> differentiate(
      LayerGraph graph,
      List<SDVariable> outputs,
      List<SDVariable> outputGradients,
      List<SDVariable> wanted) {
    ReverseMode reverse = new ReverseMode(graph);
    List<Node> forward = List.copyOf(graph.nodes());
    Set<String> active = reverse.dependents(forward, wanted);
    for (int i = 0; i < outputs.size(); i++) {
      reverse.accumulate(outputs.get(i).name(), outputGradients.get(i));
    }
    for (int i = forward.size() - 1; i >= 0; i--) {
      reverse.propagate(forward.get(i), active);
    }
    Map<String, SDVariable> result = new HashMap<>();
    for (SDVariable v : wanted) {
      if (reverse.gradients.containsKey(v.name())) {
        result.put(v.name(), reverse.gradients.get(v.name()));
      }
    }
    return result;
  }

  /** Floating-point variables that depend on any of the wanted ones. */
  private Set<String> dependents(List<Node> forward, List<SDVariable> wanted) {
    Set<String> active = new HashSet<>();
    wanted.forEach(v -> active.add(v.name()));
    for (Node node : forward) {
      boolean reached = false;
      for (String in : node.inputs()) {
        reached |= active.contains(in);
      }
      for (String out : node.outputs()) {
        if (reached && sd.getVariable(out).dataType().isFPType()) {
          active.add(out);
        }
      }
    }
    return active;
  }

  private void propagate(Node node, Set<String> active) {
    boolean needed = false;
    for (String out : node.outputs()) {
      needed |= gradients.containsKey(out) && active.contains(out);
    }
    if (!needed) {
      return;
    }
    if (node instanceof OpNode op) {
      propagateOp(op, active);
    } else if (node instanceof FunctionNode function) {
      propagateFunction(function, active);
    }
  }

  private void propagateOp(OpNode node, Set<String> active) {
    List<SDVariable> outputGradients = outputGradients(node);
    Function<SDVariable, List<SDVariable>> own = graph.derivative(node);
    List<SDVariable> inputGradients =
        own != null ? own.apply(outputGradients.get(0)) : opGradients(node, outputGradients);
    if (inputGradients == null) {
      throw new IllegalStateException("Op " + node.op().opName() + " has no gradient");
    }
    for (int i = 0; i < inputGradients.size() && i < node.inputs().length; i++) {
      if (inputGradients.get(i) != null && active.contains(node.inputs()[i])) {
        accumulate(node.inputs()[i], inputGradients.get(i));
      }
    }
  }

  /** ND4J's gradient of an op, or a faster one. */
  private List<SDVariable> opGradients(OpNode node, List<SDVariable> outputGradients) {
    SDVariable g = outputGradients.get(0);
    SDVariable y = sd.getVariable(node.outputs()[0]);
    return switch (node.op().opName()) {
      case "matmul" -> productGradients((Mmul) node.op(), node, g);
      // from the output: ND4J's tanh_bp and sigmoid_bp compute the function once more
      case "tanh" -> List.of(g.sub(g.mul(y.mul(y))));
      case "sigmoid" -> List.of(g.mul(y.sub(y.mul(y))));
      default -> node.op().doDiff(outputGradients);
    };
  }

  /**
   * ND4J's matmul_bp computes both gradients, also where one is not wanted, and fails on factors of
   * one element.
   */
  private List<SDVariable> productGradients(Mmul op, OpNode node, SDVariable g) {
    SDVariable x = sd.getVariable(node.inputs()[0]);
    SDVariable y = sd.getVariable(node.inputs()[1]);
    boolean tx = op.getIArgument(0) != 0;
    boolean ty = op.getIArgument(1) != 0;
    if (op.getIArgument(2) != 0) {
      return op.doDiff(List.of(g));
    }
    return List.of(
        tx ? sd.mmul(y, g, ty, true, false) : sd.mmul(g, y, false, !ty, false),
        ty ? sd.mmul(g, x, true, tx, false) : sd.mmul(x, g, !tx, false, false));
  }

  private void propagateFunction(FunctionNode node, Set<String> active) {
    if (node.function() instanceof Add) {
      Arrays.stream(node.inputs())
          .filter(active::contains)
          .forEach(x -> accumulate(x, gradients.get(node.outputs()[0])));
      return;
    }
    String[] outputGradients =
        node.function().takesNullGradients()
            ? knownGradients(node)
            : LayerGraph.names(outputGradients(node));
    String[] results = new String[node.inputs().length];
    SDVariable[] variables = new SDVariable[results.length];
    int[] deferred = deferred(node, active);
    if (deferred.length > 0) {
      graph.defer(new Deferred(node, outputGradients, deferred));
    }
    for (int i = 0; i < results.length; i++) {
      if (active.contains(node.inputs()[i]) && Arrays.binarySearch(deferred, i) < 0) {
        results[i] = node.outputs()[0] + "_gradient" + i;
        variables[i] = graph.placeholder(results[i]);
      }
    }
    graph.addGradientNode(new FunctionGradientNode(node, outputGradients, results));
    for (int i = 0; i < results.length; i++) {
      if (variables[i] != null) {
        accumulate(node.inputs()[i], variables[i]);
      }
    }
  }

  /** Inputs whose gradients a scan computes after its last step, in ascending order. */
  private int[] deferred(FunctionNode node, Set<String> active) {
    return IntStream.range(0, node.function().stacks() ? node.inputs().length : 0)
        .filter(i -> active.contains(node.inputs()[i]) && graph.isShared(node.inputs()[i]))
        .toArray();
  }

  /** Names of the gradients of a node's outputs, null where nothing depends on one. */
  private String[] knownGradients(FunctionNode node) {
    return Arrays.stream(node.outputs())
        .map(o -> gradients.containsKey(o) ? gradients.get(o).name() : null)
        .toArray(String[]::new);
  }

  private List<SDVariable> outputGradients(Node node) {
    return Arrays.stream(node.outputs())
        .map(o -> gradients.containsKey(o) ? gradients.get(o) : sd.zerosLike(sd.getVariable(o)))
        .toList();
  }

  private void accumulate(String name, SDVariable gradient) {
    SDVariable sum = gradients.get(name);
    gradients.put(name, sum == null ? gradient : graph.add(sum, gradient));
  }
}
