package org.attentionzoo.layers.runtime.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.runtime.GraphNode;
import org.attentionzoo.layers.runtime.GraphNode.OpNode;

/** How long the memory of each slot has to live: whose it is, and who reads it last. */
final class Liveness {

  /**
   * What is read, and when; variables by name.
   *
   * @param inference nodes needed in a pass of inference
   * @param training nodes needed in both passes of training
   * @param results read by the caller after the forward pass
   * @param atTheEnd read by the caller after the backward pass
   * @param later of these, what the forward pass may have made
   * @param owned inputs that the frame keeps a copy of
   */
  record Reads(
      boolean[] inference,
      boolean[] training,
      Set<String> results,
      Set<String> atTheEnd,
      Set<String> later,
      Collection<String> owned) {}

  private final List<GraphNode> nodes;
  private final int forwardNodes;
  private final Map<String, Integer> slots;
  private final int[] root; // a view's slot → the slot that owns the memory
  private final int[] lastUse; // by root: the last node that reads it
  private final int[] lastForwardUse; // the same when only the forward pass runs
  private final Lifetime[] lifetimes;

  Liveness(
      List<GraphNode> nodes,
      int forwardNodes,
      Map<String, Integer> slots,
      Set<Integer> constants,
      Reads reads) {
    this.nodes = nodes;
    this.forwardNodes = forwardNodes;
    this.slots = slots;
    this.root = roots();
    this.lastUse = lastUses(reads.training(), nodes.size(), reads.results());
    this.lastForwardUse = lastUses(reads.inference(), forwardNodes, reads.results());
    reads.atTheEnd().forEach(v -> lastUse[root[slot(v)]] = Integer.MAX_VALUE);
    this.lifetimes = lifetimes(statics(constants), reads);
  }

  int root(int slot) {
    return root[slot];
  }

  int lastUse(int rootSlot, boolean forTraining) {
    return forTraining ? lastUse[rootSlot] : lastForwardUse[rootSlot];
  }

  Lifetime lifetime(int slot) {
    return lifetimes[slot];
  }

  private int slot(String variable) {
    Integer slot = slots.get(variable);
    if (slot == null) {
      throw new IllegalStateException("No variable " + variable + " in this plan");
    }
    return slot;
  }

  private int[] roots() {
    int[] roots = new int[slots.size()];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = i;
    }
    for (GraphNode node : nodes) {
      if (node instanceof OpNode op && op.isView()) {
        roots[slot(op.outputs()[0])] = roots[slot(op.inputs()[0])];
      }
    }
    return roots;
  }

  /** Slots that follow from shapes and constants alone. */
  private Set<Integer> statics(Set<Integer> constants) {
    Set<Integer> statics = new HashSet<>(constants);
    for (GraphNode node : nodes) {
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

  private Lifetime[] lifetimes(Set<Integer> statics, Reads reads) {
    Lifetime[] lifetimes = new Lifetime[slots.size()];
    Arrays.fill(lifetimes, Lifetime.EXTERNAL);
    reads.owned().forEach(v -> lifetimes[slot(v)] = Lifetime.SAVED);
    boolean[] readInBackward = new boolean[slots.size()];
    for (int i = forwardNodes; i < nodes.size(); i++) {
      if (reads.training()[i]) {
        for (String in : nodes.get(i).inputs()) {
          readInBackward[root[slot(in)]] = true;
        }
      }
    }
    reads.later().forEach(v -> readInBackward[root[slot(v)]] = true);
    for (int i = 0; i < nodes.size(); i++) {
      for (String out : nodes.get(i).outputs()) {
        if (out == null) {
          continue;
        }
        int slot = slot(out);
        Lifetime owner = lifetimes[root[slot]];
        if (statics.contains(slot)) {
          lifetimes[slot] = Lifetime.STATIC;
        } else if (root[slot] != slot) {
          lifetimes[slot] = owner;
        } else {
          boolean saved = i < forwardNodes && readInBackward[slot];
          lifetimes[slot] = saved ? Lifetime.SAVED : Lifetime.SCRATCH;
        }
      }
    }
    return lifetimes;
  }
}
