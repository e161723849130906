package org.attentionzoo.layers.runtime.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.GraphNode;
import org.attentionzoo.layers.runtime.GraphNode.FunctionGradientNode;
import org.attentionzoo.layers.runtime.GraphNode.FunctionNode;
import org.attentionzoo.layers.runtime.GraphNode.OpNode;
import org.attentionzoo.layers.runtime.GraphNodes;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
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

  /**
   * What it finds.
   *
   * @param gradients of each variable wanted that the outputs depend on, by its name
   * @param deferred gradients that are left to the scan whose step the graph is
   */
  record Result(Map<String, SDVariable> gradients, List<Deferred> deferred) {}

  private final LayerGraph graph;
  private final GraphNodes nodes;
  private final SameDiff sd;
  private final Set<String> shared;
  private final Map<String, SDVariable> gradients = new HashMap<>();
  private final List<Deferred> deferred = new ArrayList<>();

  private ReverseMode(DefinedGraph defined, Set<String> shared) {
    this.graph = defined.graph();
    this.nodes = defined.nodes();
    this.sd = graph.sd();
    this.shared = shared;
  }

  /**
   * Differentiates {@code Σ outputs · outputGradients}.
   *
   * @param shared names of the variables that all steps of a scan see alike; else empty
   */
  static Result differentiate(
      DefinedGraph defined,
      List<SDVariable> outputs,
      List<SDVariable> outputGradients,
      List<SDVariable> wanted,
      Set<String> shared) {
    ReverseMode reverse = new ReverseMode(defined, shared);
    List<GraphNode> forward = List.copyOf(reverse.nodes.all());
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
    return new Result(result, reverse.deferred);
  }

  /** Floating-point variables that depend on any of the wanted ones. */
  private Set<String> dependents(List<GraphNode> forward, List<SDVariable> wanted) {
    Set<String> active = new HashSet<>();
    wanted.forEach(v -> active.add(v.name()));
    for (GraphNode node : forward) {
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

  private void propagate(GraphNode node, Set<String> active) {
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
    Function<SDVariable, List<SDVariable>> own = node.derivative();
    List<SDVariable> inputGradients =
        own != null ? own.apply(outputGradients.get(0)) : opGradients(node, outputGradients);
    if (inputGradients == null) {
      throw new IllegalStateException("Op " + node.op().opName() + " has no gradient");
    }
    accumulateAll(node, inputGradients, active);
  }

  private void accumulateAll(GraphNode node, List<SDVariable> gradients, Set<String> active) {
    String[] inputs = node.inputs();
    for (int i = 0; i < gradients.size() && i < inputs.length; i++) {
      if (gradients.get(i) != null && active.contains(inputs[i])) {
        accumulate(inputs[i], gradients.get(i));
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
    if (node.derivative() != null) {
      accumulateAll(node, node.derivative().apply(gradients.get(node.outputs()[0])), active);
      return;
    }
    String[] outputGradients =
        node.function().takesNullGradients()
            ? knownGradients(node)
            : outputGradients(node).stream().map(SDVariable::name).toArray(String[]::new);
    String[] results = new String[node.inputs().length];
    SDVariable[] variables = new SDVariable[results.length];
    int[] later = deferred(node, active);
    if (later.length > 0) {
      deferred.add(new Deferred(node, outputGradients, later));
    }
    for (int i = 0; i < results.length; i++) {
      if (active.contains(node.inputs()[i]) && Arrays.binarySearch(later, i) < 0) {
        results[i] = node.outputs()[0] + "_gradient" + i;
        variables[i] = nodes.placeholder(results[i]);
      }
    }
    nodes.add(new FunctionGradientNode(node, outputGradients, results));
    for (int i = 0; i < results.length; i++) {
      if (variables[i] != null) {
        accumulate(node.inputs()[i], variables[i]);
      }
    }
  }

  /** Inputs whose gradients a scan computes after its last step, in ascending order. */
  private int[] deferred(FunctionNode node, Set<String> active) {
    return IntStream.range(0, node.function().stacks() ? node.inputs().length : 0)
        .filter(i -> active.contains(node.inputs()[i]) && shared.contains(node.inputs()[i]))
        .toArray();
  }

  /** Names of the gradients of a node's outputs, null where nothing depends on one. */
  private String[] knownGradients(FunctionNode node) {
    return Arrays.stream(node.outputs())
        .map(o -> gradients.containsKey(o) ? gradients.get(o).name() : null)
        .toArray(String[]::new);
  }

  private List<SDVariable> outputGradients(GraphNode node) {
    return Arrays.stream(node.outputs())
        .map(o -> gradients.containsKey(o) ? gradients.get(o) : sd.zerosLike(sd.getVariable(o)))
        .toList();
  }

  private void accumulate(String name, SDVariable gradient) {
    SDVariable sum = gradients.get(name);
    gradients.put(name, sum == null ? gradient : graph.add(sum, gradient));
  }
}
