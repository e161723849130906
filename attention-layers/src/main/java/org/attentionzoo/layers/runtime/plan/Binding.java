package org.attentionzoo.layers.runtime.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A plan made concrete for one combination of input shapes: arrays cut from the frame's arenas and
 * one filled op context a step, ready to run again and again. What its arrays hold is valid until
 * its frame binds again.
 */
public final class Binding {

  private final Plan plan;
  private final FrameMemory memory;
  private final boolean training;
  private final INDArray[] arrays;
  private final List<Binder.Step> forward;
  private final List<Binder.Step> backward;
  private final Map<Integer, List<Binder.Consumer>> consumers;
  private final Map<Integer, List<Binder.View>> views;
  private final List<INDArray> own; // in no arena
  private final long savedElements;
  private final int generation;

  /**
   * @param inputs the caller's arrays by slot (null where not one of the caller's), for their
   *     shapes
   */
  Binding(Plan plan, FrameMemory memory, INDArray[] inputs, boolean training) {
    this.plan = plan;
    this.memory = memory;
    this.training = training;
    Binder binder = new Binder(plan, memory, training);
    binder.bind(inputs);
    arrays = binder.arrays;
    forward = binder.forward;
    backward = binder.backward;
    consumers = binder.consumers;
    views = binder.views;
    own = binder.own;
    savedElements = memory.saved().high();
    generation = memory.generation();
  }

  /** How many elements the backward pass reads of what the forward pass has made. */
  public long savedElements() {
    return savedElements;
  }

  /** Copies what the backward pass reads to a tape, from this element on. */
  public void save(INDArray tape, long offset) {
    requireValid();
    Arguments.given("tape", tape);
    if (savedElements > 0) {
      Dense.copy(memory.saved().buffer(), 0, tape, offset, savedElements);
    }
  }

  /** Copies it back. */
  public void restore(INDArray tape, long offset) {
    requireValid();
    Arguments.given("tape", tape);
    if (savedElements > 0) {
      Dense.copy(tape, offset, memory.saved().buffer(), 0, savedElements);
    }
  }

  /** Whether its arrays' memory is still there. */
  boolean isValid() {
    return generation == memory.generation();
  }

  private void requireValid() {
    if (!isValid()) {
      throw new IllegalStateException(
          "the memory of this binding was freed: its frame has grown since, or was closed");
    }
  }

  /** Puts the caller's array in the place of an input, for the next run. */
  void rebind(int slot, INDArray array) {
    if (arrays[slot] == array) {
      return;
    }
    arrays[slot] = array;
    for (Binder.Consumer c : consumers.getOrDefault(slot, List.of())) {
      c.context().setInputArray(c.index(), array);
    }
    for (Binder.View v : views.getOrDefault(slot, List.of())) {
      rebind(v.slot(), Dense.reshape(array, v.shape()));
    }
  }

  /** Runs the forward pass on the inputs that are bound. */
  public void forward(Pass pass) {
    Arguments.given("pass", pass);
    requireValid();
    for (Binder.Step step : forward) {
      step.run(pass);
    }
  }

  /**
   * Runs the backward pass after a forward pass of training.
   *
   * @param outputGradients one an output, c-ordered
   */
  public void backward(INDArray[] outputGradients, Pass pass) {
    Arguments.given("pass", pass);
    requireValid();
    if (!training) {
      throw new IllegalStateException("backward pass without a training forward pass before it");
    }
    if (Arguments.allGiven("outputGradients", outputGradients).length != plan.outputCount()) {
      throw new IllegalArgumentException(
          "outputGradients must be " + plan.outputCount() + ", but are " + outputGradients.length);
    }
    for (int i = 0; i < outputGradients.length; i++) {
      INDArray output = arrays[plan.output(i)];
      INDArray gradient = outputGradients[i];
      if (gradient.dataType() != output.dataType()
          || !Arrays.equals(gradient.shape(), output.shape())) {
        throw new IllegalArgumentException(
            "gradient of output "
                + i
                + " must be "
                + Arrays.toString(output.shape())
                + " as the output, but is "
                + Arrays.toString(gradient.shape()));
      }
      rebind(plan.outputGradient(i), outputGradients[i]);
    }
    for (Binder.Step step : backward) {
      step.run(pass);
    }
  }

  /** The array in a slot, whose contents are valid until the frame binds again. */
  public INDArray array(int slot) {
    Arguments.within("slot", slot, 0, arrays.length - 1);
    requireValid();
    return arrays[slot];
  }

  /** Frees what it has outside the arenas. */
  void close() {
    own.stream().filter(INDArray::closeable).forEach(INDArray::close);
    own.clear();
  }
}
