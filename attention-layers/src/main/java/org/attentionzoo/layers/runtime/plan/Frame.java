package org.attentionzoo.layers.runtime.plan;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory in which one thread runs a {@link Plan}. Arrays are kept from run to run; each
 * combination of input shapes gets a {@link Binding}, and the most recently used are kept.
 */
public final class Frame implements AutoCloseable {

  private static final int MOST_BINDINGS = 128;

  private record Signature(boolean training, long[] shapes) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Signature s && training == s.training && Arrays.equals(shapes, s.shapes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(shapes) * 31 + Boolean.hashCode(training);
    }
  }

  private final Plan plan;
  private final FrameMemory memory;
  private final Map<Signature, Binding> bindings =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Signature, Binding> eldest) {
          return size() > MOST_BINDINGS;
        }
      };
  private boolean closed;

  /** With memory of its own. */
  public Frame(Plan plan) {
    this.plan = Arguments.given("plan", plan);
    this.memory = new FrameMemory(plan.dataType());
  }

  /**
   * For passes of inference, in memory that others use, too: what the last pass has left is good
   * until one of them makes the next.
   */
  public Frame(Plan plan, InferenceMemory shared) {
    this.plan = Arguments.given("plan", plan);
    this.memory = new FrameMemory(plan.dataType(), Arguments.given("shared", shared));
  }

  /** Lets the gradient in this slot be computed straight into an array of the caller's. */
  public void setGradientTarget(int slot, INDArray target) {
    Arguments.within("slot", slot, 0, plan.slotCount() - 1);
    memory.gradientTargets().put(slot, Arguments.given("target", target));
    bindings.clear();
  }

  /**
   * Makes the plan ready for inputs of these shapes and puts the caller's arrays in place. Inputs
   * that the frame owns are to be written by the caller, through {@link Binding#array}, before
   * {@link Binding#forward}.
   *
   * @param inputs by slot; c-ordered; null where a slot is not an input
   * @return to run the plan with; the frame's earlier ones lose what their arrays hold
   */
  public Binding bind(INDArray[] inputs, boolean training) {
    requireOpen();
    if (Arguments.given("inputs", inputs).length != plan.slotCount()) {
      throw new IllegalArgumentException(
          "inputs must be " + plan.slotCount() + ", one a slot, but are " + inputs.length);
    }
    if (training && !memory.isOwn()) {
      throw new IllegalArgumentException("a frame in shared memory makes no passes of training");
    }
    Signature signature = new Signature(training, shapes(inputs));
    Binding binding = bindings.get(signature);
    if (binding == null || !binding.isValid()) {
      try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        binding = newBinding(inputs, training);
      }
      bindings.put(signature, binding);
    }
    for (int slot = 0; slot < inputs.length; slot++) {
      if (inputs[slot] != null && plan.lifetime(slot) == Lifetime.EXTERNAL) {
        binding.rebind(slot, inputs[slot]);
      }
    }
    return binding;
  }

  private Binding newBinding(INDArray[] inputs, boolean training) {
    while (true) {
      Arena saved = memory.saved();
      Arena scratch = memory.scratch();
      saved.begin();
      scratch.begin();
      Binding binding = new Binding(plan, memory, inputs, training);
      if (!saved.overflowed() && !scratch.overflowed()) {
        return binding;
      }
      bindings.clear(); // their arrays lie in the memory that is replaced now
      if (saved.overflowed()) {
        saved.grow();
      }
      if (scratch.overflowed()) {
        scratch.grow();
      }
    }
  }

  private static long[] shapes(INDArray[] inputs) {
    int n = 0;
    for (INDArray a : inputs) {
      n += a == null ? 0 : a.rank() + 1;
    }
    long[] shapes = new long[n];
    int k = 0;
    for (INDArray a : inputs) {
      if (a != null) {
        shapes[k++] = -1; // separates the inputs
        for (int i = 0; i < a.rank(); i++) {
          shapes[k++] = a.shape()[i];
        }
      }
    }
    return shapes;
  }

  /** Frees all memory now, bindings' included; a frame that was closed can do nothing more. */
  @Override
  public void close() {
    closed = true;
    memory.close();
    bindings.values().forEach(Binding::close);
    bindings.clear();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this frame's memory was freed: it was closed");
    }
  }
}
