package org.attentionzoo.layers.runtime.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.GraphNode;
import org.attentionzoo.layers.runtime.GraphNode.FunctionGradientNode;
import org.attentionzoo.layers.runtime.GraphNode.FunctionNode;
import org.attentionzoo.layers.runtime.GraphNode.OpNode;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A compiled {@link LayerGraph}: its forward and gradient steps in order, with every array a
 * numbered slot. Immutable, so any number of {@link Frame}s (one a thread) may run one plan.
 */
public final class Plan {

  private final DataType dataType;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final List<DataType> types = new ArrayList<>();
  private final Map<Integer, INDArray> constants = new HashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();
  private final int forwardNodes;
  private final Liveness liveness;
  private final boolean[] inference; // nodes needed for the outputs alone
  private final boolean[] training; // nodes needed for outputs and gradients
  private final Map<String, Integer> gradientSlots = new HashMap<>();

  /** The variable names of one definition's outputs and what is wanted of it. */
  private final List<String> outputs;

  private final boolean fused;
  private final List<String> outputGradients;
  private final List<Deferred> deferred;

  /**
   * @param outputs what the forward pass returns
   * @param wanted inputs and parameters whose gradients the backward pass returns
   * @param owned inputs that the frame keeps a copy of, rather than reading the caller's array
   * @param shared of a scan's step, the inputs that are the same in all steps; see {@link Deferred}
   */
  public Plan(
      DefinedGraph graph,
      List<SDVariable> outputs,
      List<SDVariable> wanted,
      List<SDVariable> owned,
      List<SDVariable> shared) {
    Arguments.given("graph", graph);
    Arguments.allGiven("wanted", wanted);
    this.dataType = graph.graph().dataType();
    this.fused = graph.graph().isFused();
    this.outputs = names("outputs", outputs);
    List<SDVariable> incoming = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      incoming.add(graph.nodes().placeholder("output_gradient_" + i));
    }
    this.outputGradients = names("output gradients", incoming);
    this.forwardNodes = graph.nodes().all().size();
    ReverseMode.Result reverse =
        ReverseMode.differentiate(
            graph, outputs, incoming, wanted, Set.copyOf(names("shared", shared)));
    Map<String, SDVariable> gradients = reverse.gradients();
    this.nodes.addAll(graph.nodes().all());
    this.deferred = List.copyOf(reverse.deferred());
    for (SDVariable v : graph.variables()) {
      slots.put(v.name(), slots.size());
      types.add(v.dataType());
      if (v.isConstant()) {
        constants.put(slots.get(v.name()), v.getArr());
      }
    }
    gradients.forEach((name, g) -> gradientSlots.put(name, slot(g.name())));

    Set<String> results = new HashSet<>(this.outputs);
    graph.exposed().values().forEach(v -> results.add(v.name()));
    this.inference = needed(results);
    Set<String> all = new HashSet<>(results);
    gradients.values().forEach(g -> all.add(g.name()));
    deferred.forEach(d -> all.addAll(d.reads()));
    this.training = needed(all);

    Set<String> atTheEnd = new HashSet<>(); // gradients, and what a scan reads after this step
    gradients.values().forEach(g -> atTheEnd.add(g.name()));
    Set<String> later = new HashSet<>();
    deferred.forEach(d -> later.addAll(d.reads()));
    atTheEnd.addAll(later);
    this.liveness =
        new Liveness(
            nodes,
            forwardNodes,
            slots,
            constants.keySet(),
            new Liveness.Reads(
                inference, training, results, atTheEnd, later, names("owned", owned)));
  }

  /** Of a graph whose outputs alone are wanted, and not their gradients. */
  public static Plan ofInference(DefinedGraph graph, List<SDVariable> outputs) {
    return new Plan(graph, outputs, List.of(), List.of(), List.of());
  }

  private static List<String> names(String what, List<SDVariable> variables) {
    return Arguments.allGiven(what, variables).stream().map(SDVariable::name).toList();
  }

  private boolean[] needed(Set<String> results) {
    Set<String> wanted = new HashSet<>(results);
    boolean[] needed = new boolean[nodes.size()];
    for (int i = nodes.size() - 1; i >= 0; i--) {
      GraphNode node = nodes.get(i);
      for (String out : node.outputs()) {
        needed[i] |= out != null && wanted.contains(out);
      }
      if (needed[i]) {
        wanted.addAll(List.of(node.inputs()));
      }
    }
    return needed;
  }

  /** The slot of a variable. */
  public int slot(String variable) {
    Integer slot = slots.get(variable);
    if (slot == null) {
      throw new IllegalStateException("No variable " + variable + " in this plan");
    }
    return slot;
  }

  /** Their slots; -1 for a name that is null. */
  public int[] slots(String[] variables) {
    Arguments.given("variables", variables);
    int[] result = new int[variables.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = variables[i] == null ? -1 : slot(variables[i]);
    }
    return result;
  }

  /** Whether a slot's array is the caller's or a view of it. */
  public boolean isCallers(int slot) {
    int known = (int) Arguments.within("slot", slot, 0, slotCount() - 1);
    return lifetime(root(known)) == Lifetime.EXTERNAL;
  }

  /** How many slots there are. */
  public int slotCount() {
    return slots.size();
  }

  /** Of activations and parameters. */
  public DataType dataType() {
    return dataType;
  }

  DataType type(int slot) {
    return types.get(slot);
  }

  /** Constants of the graph by slot. */
  public Map<Integer, INDArray> constants() {
    return constants;
  }

  /** The steps in order, those of the backward pass last. */
  public List<GraphNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** Whether the definition took its faster paths, see {@link LayerGraph#isFused}. */
  public boolean isFused() {
    return fused;
  }

  /** Nodes before this index belong to the forward pass. */
  int forwardNodes() {
    return forwardNodes;
  }

  boolean isNeeded(int node, boolean forTraining) {
    return forTraining ? training[node] : node < forwardNodes && inference[node];
  }

  /** Whether nothing but functions of this kind has to be executed in a pass. */
  public boolean runsOnly(Predicate<PlanFunction> kind) {
    Arguments.given("kind", kind);
    return IntStream.range(0, nodes.size())
        .filter(i -> isNeeded(i, true))
        .mapToObj(nodes::get)
        .allMatch(
            node ->
                node instanceof FunctionNode f
                    ? kind.test(f.function())
                    : node instanceof FunctionGradientNode g
                        ? kind.test(g.forward().function())
                        : node instanceof OpNode op
                            && (op.isView() || lifetime(slot(op.outputs()[0])) == Lifetime.STATIC));
  }

  /** Gradients left to the scan whose step this is. */
  public List<Deferred> deferred() {
    return deferred;
  }

  int root(int slot) {
    return liveness.root(slot);
  }

  int lastUse(int rootSlot, boolean forTraining) {
    return liveness.lastUse(rootSlot, forTraining);
  }

  Lifetime lifetime(int slot) {
    return liveness.lifetime(slot);
  }

  /** The slot of an output. */
  public int output(int index) {
    return slot(outputs.get((int) Arguments.within("output", index, 0, outputs.size() - 1)));
  }

  int outputGradient(int index) {
    return slot(outputGradients.get(index));
  }

  /** How many outputs there are. */
  public int outputCount() {
    return outputs.size();
  }

  /** The slot of the gradient with respect to a variable, or -1 if the outputs ignore it. */
  public int gradient(String variable) {
    return gradientSlots.getOrDefault(Arguments.given("variable", variable), -1);
  }
}
