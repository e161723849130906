package org.attentionzoo.layers.runtime;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Runs an {@link Incremental} layer or vertex one target position at a time, keeping its state. For
 * one thread; reads the parameters of the network it came from at every step.
 */
public final class Stepper {

  private static final int FIRST_CAPACITY = 16;
  private static final Pass INFERENCE = new Pass(false, 0);

  private final IncrementalPlan plans;
  private final Map<String, INDArray> parameters;
  private final Frame startFrame;
  private final Frame nextFrame;
  private final Map<String, INDArray> tables = new LinkedHashMap<>();
  private final Map<String, INDArray> values = new LinkedHashMap<>();
  private final Map<String, INDArray> histories = new LinkedHashMap<>(); // [N, C, size]
  private final Set<String> changing;
  private INDArray historyMask; // [N, C]
  private INDArray positions; // [N, 1]
  private int[] origin; // the sentence each row belongs to
  private int position;

  Stepper(IncrementalPlan plans, Map<String, INDArray> parameters) {
    this.plans = plans;
    this.parameters = parameters;
    this.startFrame = plans.start() == null ? null : new Frame(plans.start().plan());
    this.nextFrame = new Frame(plans.next().plan());
    this.changing = new HashSet<>(plans.next().outputs().keySet());
  }

  /**
   * Starts new sentences.
   *
   * @param rows how many, N
   * @param inputs the inputs other than the target by name, at DL4J's border
   * @param masks {@code [N, S]} by input name; absent = all ones
   */
  public void begin(int rows, Map<String, INDArray> inputs, Map<String, INDArray> masks) {
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      position = 0;
      origin = new int[rows];
      Arrays.setAll(origin, i -> i);
      tables.clear();
      values.clear();
      histories.clear();
      for (Input input : plans.definition().inputs()) {
        if (input.kind() == Input.Kind.TABLE) {
          tables.put(input.name(), inputs.get(input.name()));
        }
      }
      if (startFrame != null) {
        runStart(inputs, masks);
      }
      for (Map.Entry<String, Long> history : plans.definition().histories().entrySet()) {
        histories.put(
            history.getKey(),
            Nd4j.create(plans.dataType(), new long[] {rows, FIRST_CAPACITY, history.getValue()}));
        historyMask = Nd4j.create(plans.dataType(), new long[] {rows, FIRST_CAPACITY});
      }
    }
  }

  private void runStart(Map<String, INDArray> inputs, Map<String, INDArray> masks) {
    IncrementalPlan.Part part = plans.start();
    INDArray[] bound = new INDArray[part.plan().slotCount()];
    for (Input input : plans.definition().inputs()) {
      Integer slot = part.inputs().get(input.name());
      if (slot == null) {
        continue;
      }
      INDArray array = inputs.get(input.name());
      input.check(plans.definition().getClass().getSimpleName(), array);
      INDArray inside = input.isSequence() ? array.permute(0, 2, 1) : array; // [N, S, size]
      bound[slot] = inside.castTo(input.type(plans.dataType())).dup('c');
      Integer mask = part.inputs().get("mask " + input.name());
      if (mask != null) {
        INDArray given = masks.get(input.name());
        if (given != null) {
          input.checkMask(plans.definition().getClass().getSimpleName(), array, given);
        }
        bound[mask] =
            given == null
                ? Nd4j.ones(plans.dataType(), array.shape()[0], array.shape()[array.rank() - 1])
                : given.castTo(plans.dataType()).dup('c');
      }
    }
    bindParameters(part, bound);
    startFrame.bind(bound, false);
    startFrame.forward(INFERENCE);
    part.outputs().forEach((name, slot) -> values.put(name, startFrame.array(slot).dup('c')));
  }

  private void bindParameters(IncrementalPlan.Part part, INDArray[] bound) {
    parameters.forEach(
        (name, value) -> {
          Integer slot = part.inputs().get("parameter " + name);
          if (slot != null) {
            bound[slot] = value;
          }
        });
  }

  /**
   * Runs the next position.
   *
   * @param target ids {@code [N, 1]} or embeddings {@code [N, 1, size]}, c order
   * @return {@code [N, 1, size]}, valid until the next call
   */
  public INDArray step(INDArray target) {
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      IncrementalPlan.Part part = plans.next();
      INDArray[] bound = new INDArray[part.plan().slotCount()];
      bound[part.inputs().get(plans.definition().targetInput())] = target;
      bound[part.inputs().get(Incremental.POSITION)] = positions();
      tables.forEach((name, table) -> bound[part.inputs().get(name)] = table);
      values.forEach((name, value) -> bound[part.inputs().get(name)] = value);
      histories.forEach((name, history) -> bound[part.inputs().get(name)] = history);
      if (!histories.isEmpty()) {
        bound[part.inputs().get(Incremental.HISTORY_MASK)] = historyMask;
      }
      bindParameters(part, bound);
      nextFrame.bind(bound, false);
      nextFrame.forward(INFERENCE);
      keep(part);
      position++;
      return nextFrame.array(part.outputs().get(Incremental.OUTPUT));
    }
  }

  private INDArray positions() {
    if (positions == null || positions.shape()[0] != origin.length) {
      positions = Arena.allocate(DataType.INT32, origin.length, 1);
    }
    return positions.assign(position);
  }

  private void keep(IncrementalPlan.Part part) {
    for (Map.Entry<String, Integer> output : part.outputs().entrySet()) {
      INDArray value = nextFrame.array(output.getValue());
      if (values.containsKey(output.getKey())) {
        Blocks.copy(value, values.get(output.getKey()));
      }
    }
    if (!histories.isEmpty()) {
      ensureCapacity();
      for (String name : plans.definition().histories().keySet()) {
        INDArray row = nextFrame.array(part.outputs().get(name)); // [N, 1, size]
        Blocks.writeStep(
            Arena.reshape(row, row.shape()[0], row.shape()[2]), histories.get(name), position);
      }
      historyMask.get(NDArrayIndex.all(), NDArrayIndex.point(position)).assign(1);
    }
  }

  /** Doubles what is too small for this position, so that few shapes ever occur. */
  private void ensureCapacity() {
    long capacity = historyMask.shape()[1];
    if (position < capacity) {
      return;
    }
    long rows = origin.length;
    for (Map.Entry<String, INDArray> e : histories.entrySet()) {
      INDArray larger =
          Nd4j.create(plans.dataType(), new long[] {rows, 2 * capacity, e.getValue().shape()[2]});
      larger
          .get(NDArrayIndex.all(), NDArrayIndex.interval(0, capacity), NDArrayIndex.all())
          .assign(e.getValue());
      e.setValue(larger);
    }
    INDArray larger = Nd4j.create(plans.dataType(), new long[] {rows, 2 * capacity});
    larger.get(NDArrayIndex.all(), NDArrayIndex.interval(0, capacity)).assign(historyMask);
    historyMask = larger;
  }

  /**
   * Keeps these rows, in this order; a row may be repeated. Serves beams and sentences that are
   * finished.
   */
  public void select(int[] rows) {
    int[] newOrigin = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      newOrigin[i] = origin[rows[i]];
    }
    boolean sameSentences = Arrays.equals(newOrigin, origin);
    for (Map.Entry<String, INDArray> e : values.entrySet()) {
      // what a sentence's steps share is equal in all its rows
      if (!sameSentences || changing.contains(e.getKey())) {
        e.setValue(rows(e.getValue(), rows));
      }
    }
    histories.replaceAll((name, history) -> rows(history, rows));
    if (historyMask != null && historyMask.shape()[0] != rows.length) {
      historyMask = rows(historyMask, rows);
    }
    origin = newOrigin;
  }

  private static INDArray rows(INDArray from, int[] rows) {
    long[] shape = from.shape().clone();
    shape[0] = rows.length;
    INDArray to = Arena.allocate(from.dataType(), shape);
    long length = from.length() / from.shape()[0];
    for (int i = 0; i < rows.length; i++) {
      Blocks.copy(from, rows[i] * length, to, i * length, length);
    }
    return to;
  }

  /**
   * A copy of the attention weights {@code [N, 1, S]} of the last step, or null if there are none.
   */
  public INDArray weights() {
    Integer slot = plans.next().outputs().get(Incremental.WEIGHTS);
    return slot == null ? null : nextFrame.array(slot).dup('c');
  }
}
