package org.attentionzoo.layers.runtime.decoding;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.attentionzoo.layers.runtime.plan.Binding;
import org.attentionzoo.layers.runtime.plan.Frame;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs an {@link Incremental} layer or vertex one target position at a time, keeping its state. For
 * one thread; reads the parameters of the network it came from at every step. Its memory lies
 * outside the Java heap: {@link #close} frees it at once, else the garbage collector does some day.
 */
public final class Stepper implements AutoCloseable {

  private final IncrementalPlan plans;
  private final Pass inference;
  private final Map<String, INDArray> parameters;
  private final Frame startFrame;
  private final Frame nextFrame;
  private final Map<String, INDArray> tables = new LinkedHashMap<>();
  private final Map<String, CachedRows> values = new LinkedHashMap<>();
  private final Memories memories = new Memories();
  private final Histories histories;
  private INDArray positions; // [N, 1]
  private int[] origin; // the sentence each row belongs to
  private int position;
  private Binding last; // of the last step
  private boolean closed;

  /**
   * A stepper with state of its own.
   *
   * @param plans may be those of several steppers
   * @param parameters by name; read at every step, so later changes count
   */
  public Stepper(IncrementalPlan plans, Map<String, INDArray> parameters) {
    this(plans, parameters, DecodingFactors.FLOAT32);
  }

  /**
   * The same.
   *
   * @param factors what products multiply; other than FLOAT32, later changes of the parameters
   *     count from {@link DecodingFactors#begin} on
   */
  public Stepper(IncrementalPlan plans, Map<String, INDArray> parameters, DecodingFactors factors) {
    this.plans = Arguments.given("plans", plans);
    this.inference = new Pass(false, false, 0, Arguments.given("factors", factors).factors());
    this.parameters = Arguments.given("parameters", parameters);
    this.startFrame = plans.start() == null ? null : new Frame(plans.start().plan());
    this.nextFrame = new Frame(plans.next().plan());
    if (plans.start() != null) {
      for (String name : plans.start().outputs().keySet()) {
        if (!isMemory(name)) {
          values.put(name, new CachedRows(plans.dataType()));
        }
      }
    }
    this.histories = new Histories(plans.dataType(), plans.definition().histories());
  }

  private boolean isMemory(String name) {
    return plans.definition().memories().contains(name);
  }

  /**
   * Starts new sentences.
   *
   * @param rows how many, N
   * @param inputs the inputs other than the target by name, at DL4J's border
   * @param masks {@code [N, S]} by input name; absent = all ones
   */
  public void begin(int rows, Map<String, INDArray> inputs, Map<String, INDArray> masks) {
    Arguments.given("inputs", inputs);
    Arguments.given("masks", masks);
    Arguments.within("rows", rows, 1, Arguments.LARGEST_SIZE);
    requireOpen();
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      position = 0;
      last = null;
      origin = new int[rows];
      Arrays.setAll(origin, i -> i);
      tables.clear();
      for (Input input : plans.definition().inputs()) {
        if (input.kind() == Input.Kind.TABLE) {
          tables.put(input.name(), inputs.get(input.name()));
        }
      }
      memories.begin();
      if (startFrame != null) {
        runStart(inputs, masks);
      }
      memories.select(origin);
      histories.begin(rows);
    }
  }

  private void runStart(Map<String, INDArray> inputs, Map<String, INDArray> masks) {
    IncrementalPlan.Part part = plans.start();
    try (StartInputs given = new StartInputs(plans, inputs, masks)) {
      INDArray[] bound = given.bySlot();
      bindParameters(part, bound);
      Binding binding = startFrame.bind(bound, false);
      binding.forward(inference);
      part.outputs()
          .forEach(
              (name, slot) -> {
                if (isMemory(name)) {
                  // the frame's until it binds again, or an input, which may be gone by then
                  memories.put(name, binding.array(slot), !part.plan().isCallers(slot));
                } else {
                  values.get(name).begin(binding.array(slot));
                }
              });
    }
  }

  private void bindParameters(IncrementalPlan.Part part, INDArray[] bound) {
    part.parameters().forEach((name, slot) -> bound[slot] = parameters.get(name));
  }

  /**
   * Runs the next position.
   *
   * @param target ids {@code [N, 1]} or embeddings {@code [N, 1, size]}, c order
   * @return {@code [N, 1, size]}, valid until the next call
   */
  public INDArray step(INDArray target) {
    checkTarget(target);
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      IncrementalPlan.Part part = plans.next();
      histories.makeRoom(position);
      INDArray[] bound = new INDArray[part.plan().slotCount()];
      bound[part.inputs().get(plans.definition().targetInput())] = target;
      bound[part.inputs().get(Incremental.POSITION)] = positions();
      tables.forEach((name, table) -> bound[part.inputs().get(name)] = table);
      values.forEach((name, value) -> bound[part.inputs().get(name)] = value.array());
      memories.forEach((name, memory) -> bound[part.inputs().get(name)] = memory);
      if (!memories.isEmpty()) {
        bound[part.inputs().get(Incremental.MEMORY_ROWS)] = memories.rows();
      }
      histories.forEach((name, history) -> bound[part.inputs().get(name)] = history);
      if (!histories.isEmpty()) {
        bound[part.inputs().get(Incremental.HISTORY_ROWS)] = histories.rows();
        bound[part.inputs().get(Incremental.HISTORY_MASK)] = histories.mask();
      }
      bindParameters(part, bound);
      last = nextFrame.bind(bound, false);
      last.forward(inference);
      keep(part);
      position++;
      return last.array(part.outputs().get(Incremental.OUTPUT));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this stepper was closed: its memory is freed");
    }
  }

  private void requireBegun() {
    requireOpen();
    if (origin == null) {
      throw new IllegalStateException("there are no sentences yet: call begin first");
    }
  }

  /** A step of another shape or type would be read past its end. */
  private void checkTarget(INDArray target) {
    requireBegun();
    Input input =
        plans.definition().inputs().stream()
            .filter(i -> i.name().equals(plans.definition().targetInput()))
            .findFirst()
            .orElseThrow();
    long[] expected =
        input.isIds() ? new long[] {origin.length, 1} : new long[] {origin.length, 1, input.size()};
    DataType type = input.type(plans.dataType());
    if (!Arrays.equals(Arguments.given("target", target).shape(), expected)
        || target.dataType() != type) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "target must be %s of type %s, but is %s of type %s",
              Arrays.toString(expected),
              type,
              Arrays.toString(target.shape()),
              target.dataType()));
    }
  }

  private INDArray positions() {
    if (positions == null || positions.shape()[0] != origin.length) {
      free(positions);
      positions = Dense.allocate(DataType.INT32, origin.length, 1);
    }
    for (int i = 0; i < origin.length; i++) {
      positions.data().put(i, position);
    }
    return positions;
  }

  private void keep(IncrementalPlan.Part part) {
    part.outputs()
        .forEach(
            (name, slot) -> {
              INDArray now = last.array(slot);
              if (values.containsKey(name)) {
                Dense.copy(now, values.get(name).array());
              } else if (histories.has(name)) {
                histories.write(name, now, position);
              }
            });
    histories.mark(position);
  }

  /**
   * Keeps these rows, in this order; a row may be repeated. Serves beams and sentences that are
   * finished.
   */
  public void select(int[] rows) {
    requireBegun();
    Arguments.given("rows", rows);
    Arguments.within("number of rows", rows.length, 1, Arguments.LARGEST_SIZE);
    for (int row : rows) {
      Arguments.within("row", row, 0, origin.length - 1);
    }
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      int[] newOrigin = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        newOrigin[i] = origin[rows[i]];
      }
      boolean sameSentences = Arrays.equals(newOrigin, origin);
      origin = newOrigin;
      values.forEach(
          (name, value) -> {
            // what a sentence's steps share is equal in all its rows
            if (!sameSentences || plans.next().outputs().containsKey(name)) {
              value.select(rows);
            }
          });
      if (!sameSentences) {
        memories.select(origin);
      }
      histories.select(rows, position);
    }
  }

  /**
   * A copy of the attention weights {@code [N, 1, S]} of the last step, or null if there are none.
   */
  public INDArray weights() {
    requireBegun();
    Integer slot = plans.next().outputs().get(Incremental.WEIGHTS);
    if (slot == null) {
      return null;
    }
    if (last == null) {
      throw new IllegalStateException("there are no weights yet: call step first");
    }
    return last.array(slot).dup('c');
  }

  /**
   * Frees the memory now. Arrays that {@link #step} returned may not be read any more, and all
   * other methods are an IllegalStateException from now on; to close again does nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (startFrame != null) {
      startFrame.close();
    }
    nextFrame.close();
    values.values().forEach(CachedRows::close);
    memories.close();
    histories.close();
    tables.clear();
    free(positions);
    positions = null;
  }

  private static void free(INDArray array) {
    if (array != null && array.closeable()) {
      array.close();
    }
  }
}
