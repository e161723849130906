package org.attentionzoo.layers.runtime.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.attentionzoo.layers.runtime.GraphNode;
import org.attentionzoo.layers.runtime.GraphNode.FunctionNode;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.attentionzoo.layers.runtime.memory.ReusableArray;
import org.attentionzoo.layers.runtime.memory.Slices;
import org.attentionzoo.layers.runtime.plan.Binding;
import org.attentionzoo.layers.runtime.plan.Deferred;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradients of a scan's constants that are computed once after its last step: what the steps'
 * functions read is kept side by side, and each function is called with that. Where only gradients
 * of parameters come of it, the order of the rows does not matter: a step's rows then lie together,
 * {@code [T·N, size]}, as they are copied in one go. Other functions get {@code [N, T, size]}.
 */
final class DeferredGradients implements AutoCloseable {

  /** One function's part: arguments by slot, and to which constant each gradient belongs. */
  private record Call(
      PlanFunction.Instance instance,
      int[] inputs,
      int outputs,
      int[] outputGradients,
      int[] constants) {

    /** All that it reads. */
    Set<Integer> slots() {
      return IntStream.concat(Arrays.stream(inputs), Arrays.stream(outputGradients))
          .boxed()
          .collect(Collectors.toSet());
    }
  }

  private final Plan plan;
  private final int[] constants;
  private final List<Call> calls = new ArrayList<>();
  private final Map<Integer, ReusableArray> memory = new LinkedHashMap<>(); // by slot
  private final Set<Integer> bySentence; // slots that are kept as [N, T, size]

  /**
   * @param constants slots of what all steps share
   * @param isParameter whether the constant of this number is a parameter, and not one of a batch
   */
  DeferredGradients(Plan plan, int[] constants, IntPredicate isParameter) {
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
    this.bySentence = bySentence(isParameter);
  }

  /** What functions read whose order of rows matters, and all that is read together with it. */
  private Set<Integer> bySentence(IntPredicate isParameter) {
    Set<Integer> found = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Call call : calls) {
        Set<Integer> slots = new HashSet<>(memory.keySet());
        slots.retainAll(call.slots());
        if (!Arrays.stream(call.constants()).filter(c -> c >= 0).allMatch(isParameter)
            || !Collections.disjoint(slots, found)) {
          grown |= found.addAll(slots);
        }
      }
    }
    return found;
  }

  /** The constants and what follows from them alone. */
  private static Set<Integer> shared(Plan plan, int[] constants) {
    Set<Integer> shared = new HashSet<>(plan.constants().keySet());
    Arrays.stream(constants).forEach(shared::add);
    for (GraphNode node : plan.nodes()) {
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
   * @param binding in which the batch or some rows of it are bound
   */
  Collection begin(Binding binding, long rows, long steps) {
    Map<Integer, INDArray> stacked = new LinkedHashMap<>();
    memory.forEach(
        (slot, array) -> {
          long[] shape = binding.array(slot).shape();
          long size = shape[shape.length - 1];
          stacked.put(
              slot,
              bySentence.contains(slot)
                  ? array.of(plan.dataType(), rows, steps, size)
                  : array.of(plan.dataType(), steps * rows, size));
        });
    return new Collection(binding, rows, stacked);
  }

  @Override
  public void close() {
    memory.values().forEach(ReusableArray::close);
    calls.forEach(call -> call.instance().close());
  }

  /** What the steps of one backward pass leave. */
  final class Collection {
    private final Binding binding;
    private final long rows; // N
    private final Map<Integer, INDArray> stacked; // by slot

    private Collection(Binding binding, long rows, Map<Integer, INDArray> stacked) {
      this.binding = binding;
      this.rows = rows;
      this.stacked = stacked;
    }

    /**
     * Takes what a step has left, after its backward pass.
     *
     * @param part in which some rows of the batch are bound
     * @param first row of the batch that it begins with
     */
    void keep(Binding part, long first, int t) {
      stacked.forEach(
          (slot, all) -> {
            if (bySentence.contains(slot)) {
              Slices.writeStep(part.array(slot), all, first, t);
            } else {
              Slices.writeRows(part.array(slot), all, t * rows + first);
            }
          });
    }

    /**
     * Computes the gradients.
     *
     * @param inputs of the scan; the constants begin at {@code offset}
     * @param inputGradients likewise
     * @param summed slots of gradients that were summed step by step already, -1 where none
     * @param pass of the scan
     */
    void finish(INDArray[] inputs, INDArray[] inputGradients, int offset, int[] summed, Pass pass) {
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
            gradients[i] = Dense.allocate(plan.dataType(), target.shape());
            sums.add(new INDArray[] {target, gradients[i]});
          }
        }
        call.instance()
            .backward(
                new PlanFunction.Call(
                    arrays(call.inputs(), inputs, offset),
                    new INDArray[call.outputs()],
                    arrays(call.outputGradients(), inputs, offset),
                    gradients,
                    pass));
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
          arrays[i] = constant(slot) >= 0 ? inputs[offset + constant(slot)] : binding.array(slot);
        }
      }
      return arrays;
    }
  }
}
