package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.attentionzoo.layers.runtime.LayerGraph.Deferred;
import org.attentionzoo.layers.runtime.LayerGraph.FunctionNode;
import org.attentionzoo.layers.runtime.LayerGraph.Node;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradients of a scan's constants that are computed once after its last step: what the steps'
 * functions read is kept side by side, {@code [N, T, size]}, and each function is called with that.
 */
final class DeferredGradients {

  /** One function's part: arguments by slot, and to which constant each gradient belongs. */
  private record Call(
      PlanFunction.Instance instance,
      int[] inputs,
      int outputs,
      int[] outputGradients,
      int[] constants) {}

  private final Plan plan;
  private final int[] constants;
  private final List<Call> calls = new ArrayList<>();
  private final Map<Integer, ReusableArray> memory = new LinkedHashMap<>(); // by slot
  private final Map<Integer, INDArray> stacked = new LinkedHashMap<>();
  private Frame frame;

  /**
   * @param constants slots of what all steps share
   */
  DeferredGradients(Plan plan, int[] constants) {
    this.plan = plan;
    this.constants = constants;
    Set<Integer> shared = shared(plan, constants);
    for (Deferred d : plan.deferred()) {
      FunctionNode forward = d.forward();
      int[] inputs = plan.slots(forward.inputs());
      int[] outputGradients = plan.slots(d.outputGradients());
      int[] targets = new int[inputs.length];
      Arrays.fill(targets, -1);
      for (int i : d.inputs()) {
        targets[i] = constant(inputs[i]);
      }
      for (int[] slots : List.of(inputs, outputGradients)) {
        for (int slot : slots) {
          if (slot >= 0 && !shared.contains(slot)) {
            memory.computeIfAbsent(slot, s -> new ReusableArray());
          }
        }
      }
      calls.add(
          new Call(
              forward.function().newInstance(),
              inputs,
              forward.outputs().length,
              outputGradients,
              targets));
    }
  }

  /** The constants and what follows from them alone. */
  private static Set<Integer> shared(Plan plan, int[] constants) {
    Set<Integer> shared = new HashSet<>(plan.constants().keySet());
    Arrays.stream(constants).forEach(shared::add);
    for (Node node : plan.nodes()) {
      if (Arrays.stream(plan.slots(node.inputs())).allMatch(shared::contains)) {
        Arrays.stream(plan.slots(node.outputs())).forEach(shared::add);
      }
    }
    return shared;
  }

  /** Whether this constant gets a gradient here. */
  boolean has(int constant) {
    return calls.stream().anyMatch(c -> Arrays.stream(c.constants()).anyMatch(i -> i == constant));
  }

  /**
   * Whether what the steps share is read as it is given, and not something that follows from it.
   */
  boolean readsOnlyConstants() {
    return calls.stream()
        .flatMapToInt(c -> Arrays.stream(c.inputs()))
        .allMatch(
            slot ->
                memory.containsKey(slot)
                    || constant(slot) >= 0
                    || plan.constants().containsKey(slot));
  }

  /** The number of the constant in this slot, -1 if it is none. */
  private int constant(int slot) {
    return IntStream.range(0, constants.length)
        .filter(c -> constants[c] == slot)
        .findFirst()
        .orElse(-1);
  }

  /**
   * Makes room for so many steps of a batch.
   *
   * @param frame in which the batch or some rows of it are bound
   */
  void begin(Frame frame, long rows, long steps) {
    this.frame = frame;
    memory.forEach(
        (slot, array) -> {
          long[] shape = frame.array(slot).shape();
          stacked.put(slot, array.of(plan.dataType(), rows, steps, shape[shape.length - 1]));
        });
  }

  /**
   * Takes what a step has left in a frame, after its backward pass.
   *
   * @param first row of the batch that the frame begins with
   */
  void keep(Frame frame, long first, int t) {
    stacked.forEach((slot, all) -> Blocks.writeStep(frame.array(slot), all, first, t));
  }

  /**
   * Computes the gradients.
   *
   * @param inputs of the scan; the constants begin at {@code offset}
   * @param inputGradients likewise
   * @param summed slots of gradients that were summed step by step already, -1 where none
   */
  void finish(INDArray[] inputs, INDArray[] inputGradients, int offset, int[] summed) {
    Set<Integer> begun = new HashSet<>();
    for (Call call : calls) {
      INDArray[] gradients = new INDArray[call.inputs().length];
      List<INDArray[]> sums = new ArrayList<>();
      for (int i = 0; i < gradients.length; i++) {
        int constant = call.constants()[i];
        INDArray target = constant < 0 ? null : inputGradients[offset + constant];
        if (target == null) {
          continue;
        }
        if (begun.add(constant) && summed[constant] < 0) {
          gradients[i] = target;
        } else {
          gradients[i] = Arena.allocate(plan.dataType(), target.shape());
          sums.add(new INDArray[] {target, gradients[i]});
        }
      }
      call.instance()
          .backward(
              arrays(call.inputs(), inputs, offset),
              new INDArray[call.outputs()],
              arrays(call.outputGradients(), inputs, offset),
              gradients,
              new Pass(true, 0));
      sums.forEach(s -> s[0].addi(s[1]));
    }
  }

  private INDArray[] arrays(int[] slots, INDArray[] inputs, int offset) {
    INDArray[] arrays = new INDArray[slots.length];
    for (int i = 0; i < slots.length; i++) {
      int slot = slots[i];
      if (stacked.containsKey(slot)) {
        arrays[i] = stacked.get(slot);
      } else if (slot >= 0) {
        arrays[i] = constant(slot) >= 0 ? inputs[offset + constant(slot)] : frame.array(slot);
      }
    }
    return arrays;
  }
}
