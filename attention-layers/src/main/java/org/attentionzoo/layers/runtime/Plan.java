package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.attentionzoo.layers.runtime.LayerGraph.Deferred;
import org.attentionzoo.layers.runtime.LayerGraph.FunctionGradientNode;
import org.attentionzoo.layers.runtime.LayerGraph.FunctionNode;
import org.attentionzoo.layers.runtime.LayerGraph.Node;
import org.attentionzoo.layers.runtime.LayerGraph.OpNode;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A compiled {@link LayerGraph}: its forward and gradient steps in order, with every array a
 * numbered slot. Immutable, so any number of {@link Frame}s (one a thread) may run one plan.
 */
final class Plan {

  /** How long a slot's memory has to live. */
  enum Zone {
    /** Given by the caller, or constant. */
    EXTERNAL,
    /** Computed once per shape: shapes and what follows from them. */
    STATIC,
    /** Made in the forward pass, read in the backward pass. */
    SAVED,
    /** Given back after its last use. */
    SCRATCH
  }

  private final DataType dataType;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final List<DataType> types = new ArrayList<>();
  private final Map<Integer, INDArray> constants = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final int forwardNodes;
  private final int[] root; // a view's slot → the slot that owns the memory
  private final int[] lastUse; // by root: the last node that reads it
  private final int[] lastForwardUse; // the same when only the forward pass runs
  private final Zone[] zones;
  private final boolean[] inference; // nodes needed for the outputs alone
  private final boolean[] training; // nodes needed for outputs and gradients
  private final Map<String, Integer> gradientSlots = new HashMap<>();
  private final Set<String> elementwise;
  private final boolean fused;

  /** The variable names of one definition's outputs and what is wanted of it. */
  private final List<String> outputs;

  private final List<String> outputGradients;
  private final List<Deferred> deferred;

  /**
   * @param outputs what the forward pass returns
   * @param wanted inputs and parameters whose gradients the backward pass returns
   * @param owned inputs that the frame keeps a copy of, rather than reading the caller's array
   */
  Plan(
      LayerGraph graph, List<SDVariable> outputs, List<SDVariable> wanted, List<SDVariable> owned) {
    this.dataType = graph.dataType();
    this.outputs = outputs.stream().map(SDVariable::name).toList();
    List<SDVariable> incoming = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      incoming.add(graph.placeholder("output_gradient_" + i));
    }
    this.outputGradients = incoming.stream().map(SDVariable::name).toList();
    this.forwardNodes = graph.nodes().size();
    Map<String, SDVariable> gradients = ReverseMode.differentiate(graph, outputs, incoming, wanted);
    this.nodes.addAll(graph.nodes());
    this.elementwise = graph.elementwise();
    this.fused = graph.isFused();
    this.deferred = List.copyOf(graph.deferred());
    for (SDVariable v : graph.sd().variables()) {
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

    this.root = roots();
    Set<Integer> statics = statics();
    this.lastUse = lastUses(training, nodes.size(), results);
    this.lastForwardUse = lastUses(inference, forwardNodes, results);
    gradients.values().forEach(g -> lastUse[root[slot(g.name())]] = Integer.MAX_VALUE);
    // read by the scan when the step's backward pass has ended
    deferred.forEach(d -> d.reads().forEach(v -> lastUse[root[slot(v)]] = Integer.MAX_VALUE));
    this.zones = zones(statics, owned);
  }

  private boolean[] needed(Set<String> results) {
    Set<String> wanted = new HashSet<>(results);
    boolean[] needed = new boolean[nodes.size()];
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      for (String out : node.outputs()) {
        needed[i] |= out != null && wanted.contains(out);
      }
      if (needed[i]) {
        wanted.addAll(List.of(node.inputs()));
      }
    }
    return needed;
  }

  private int[] roots() {
    int[] roots = new int[slots.size()];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = i;
    }
    for (Node node : nodes) {
      if (node instanceof OpNode op && LayerGraph.isView(op)) {
        roots[slot(op.outputs()[0])] = roots[slot(op.inputs()[0])];
      }
    }
    return roots;
  }

  /** Slots that follow from shapes and constants alone. */
  private Set<Integer> statics() {
    Set<Integer> statics = new HashSet<>(constants.keySet());
    for (Node node : nodes) {
      if (node instanceof OpNode op) {
        boolean all = true;
        for (String in : op.inputs()) {
          all &= statics.contains(slot(in));
        }
        String name = op.op().opName();
        if (all || name.equals("shape_of") || name.equals("size_at") || name.equals("rank")) {
          for (String out : op.outputs()) {
            statics.add(slot(out));
          }
        }
      }
    }
    return statics;
  }

  private int[] lastUses(boolean[] needed, int end, Set<String> results) {
    int[] last = new int[slots.size()];
    Arrays.fill(last, -1);
    for (int i = 0; i < end; i++) {
      if (needed[i]) {
        for (String in : nodes.get(i).inputs()) {
          last[root[slot(in)]] = i;
        }
      }
    }
    for (String result : results) {
      int r = root[slot(result)];
      last[r] = Math.max(last[r], forwardNodes); // read by the caller after the forward pass
    }
    return last;
  }

  private Zone[] zones(Set<Integer> statics, List<SDVariable> owned) {
    Zone[] zones = new Zone[slots.size()];
    Arrays.fill(zones, Zone.EXTERNAL);
    owned.forEach(v -> zones[slot(v.name())] = Zone.SAVED);
    boolean[] readInBackward = new boolean[slots.size()];
    for (int i = forwardNodes; i < nodes.size(); i++) {
      if (training[i]) {
        for (String in : nodes.get(i).inputs()) {
          readInBackward[root[slot(in)]] = true;
        }
      }
    }
    deferred.forEach(d -> d.reads().forEach(v -> readInBackward[root[slot(v)]] = true));
    for (int i = 0; i < nodes.size(); i++) {
      for (String out : nodes.get(i).outputs()) {
        if (out == null) {
          continue;
        }
        int slot = slot(out);
        Zone owner = zones[root[slot]];
        if (statics.contains(slot)) {
          zones[slot] = Zone.STATIC;
        } else if (root[slot] != slot) {
          zones[slot] = owner;
        } else {
          boolean saved = i < forwardNodes && readInBackward[slot];
          zones[slot] = saved ? Zone.SAVED : Zone.SCRATCH;
        }
      }
    }
    return zones;
  }

  int slot(String variable) {
    Integer slot = slots.get(variable);
    if (slot == null) {
      throw new IllegalStateException("No variable " + variable + " in this plan");
    }
    return slot;
  }

  int[] slots(String[] variables) {
    int[] result = new int[variables.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = variables[i] == null ? -1 : slot(variables[i]);
    }
    return result;
  }

  int slotCount() {
    return slots.size();
  }

  DataType dataType() {
    return dataType;
  }

  DataType type(int slot) {
    return types.get(slot);
  }

  Map<Integer, INDArray> constants() {
    return constants;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Whether an op was declared for two inputs of one shape, so that it must not broadcast. */
  boolean isElementwise(OpNode node) {
    return elementwise.contains(node.op().getOwnName());
  }

  /** Whether the definition took its faster paths, see {@link LayerGraph#isFused}. */
  boolean isFused() {
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
  boolean runsOnly(Predicate<PlanFunction> kind) {
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
                            && (LayerGraph.isView(op)
                                || zones[slot(op.outputs()[0])] == Zone.STATIC));
  }

  /** Gradients left to the scan whose step this is. */
  List<Deferred> deferred() {
    return deferred;
  }

  int root(int slot) {
    return root[slot];
  }

  int lastUse(int rootSlot, boolean forTraining) {
    return forTraining ? lastUse[rootSlot] : lastForwardUse[rootSlot];
  }

  Zone zone(int slot) {
    return zones[slot];
  }

  int output(int index) {
    return slot(outputs.get(index));
  }

  int outputGradient(int index) {
    return slot(outputGradients.get(index));
  }

  int outputCount() {
    return outputs.size();
  }

  /** The slot of the gradient with respect to a variable, or -1 if the outputs ignore it. */
  int gradient(String variable) {
    return gradientSlots.getOrDefault(variable, -1);
  }
}
