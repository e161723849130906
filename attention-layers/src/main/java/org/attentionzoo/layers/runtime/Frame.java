package org.attentionzoo.layers.runtime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph.FunctionNode;
import org.attentionzoo.layers.runtime.LayerGraph.OpNode;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory and state in which one thread runs a {@link Plan}. Arrays are kept from run to run;
 * each combination of input shapes gets a {@link Binding}, and the most recently used are kept.
 */
final class Frame implements AutoCloseable {

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
  private final Arena saved;
  private final Arena scratch;
  private final Map<FunctionNode, PlanFunction.Instance> instances = new IdentityHashMap<>();
  private final Map<Integer, INDArray> gradientTargets = new HashMap<>();
  private final Map<Signature, Binding> bindings =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Signature, Binding> eldest) {
          return size() > MOST_BINDINGS;
        }
      };
  private Binding current;
  private boolean closed;

  Frame(Plan plan) {
    this.plan = plan;
    this.saved = new Arena(plan.dataType());
    this.scratch = new Arena(plan.dataType());
  }

  /** Lets the gradient in this slot be computed straight into an array of the caller's. */
  void setGradientTarget(int slot, INDArray target) {
    gradientTargets.put(slot, target);
    bindings.clear(); // the current one may be between its two passes and stays until the next
  }

  /**
   * Makes the plan ready for inputs of these shapes and puts the caller's arrays in place. Inputs
   * that the frame owns are to be written by the caller, through {@link #array}, before {@link
   * #forward}.
   *
   * @param inputs by slot; c-ordered; null where a slot is not an input
   */
  void bind(INDArray[] inputs, boolean training) {
    requireOpen();
    Signature signature = new Signature(training, shapes(inputs));
    current = bindings.get(signature);
    if (current == null) {
      try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        current = newBinding(inputs, training);
      }
      bindings.put(signature, current);
    }
    for (int slot = 0; slot < inputs.length; slot++) {
      if (inputs[slot] != null && plan.zone(slot) == Plan.Zone.EXTERNAL) {
        current.rebind(slot, inputs[slot]);
      }
    }
  }

  private Binding newBinding(INDArray[] inputs, boolean training) {
    while (true) {
      saved.begin();
      scratch.begin();
      Binding binding = new Binding(plan, this, inputs, training);
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

  /** Runs the forward pass on what is bound. */
  void forward(Pass pass) {
    requireOpen();
    current.forward(pass);
  }

  /** Runs the backward pass after a training forward pass with the same bound inputs. */
  void backward(INDArray[] outputGradients, Pass pass) {
    requireOpen();
    if (current == null || !current.isTraining()) {
      throw new IllegalStateException("Backward pass without a training forward pass before it");
    }
    for (int i = 0; i < outputGradients.length; i++) {
      current.rebind(plan.outputGradient(i), outputGradients[i]);
    }
    current.backward(pass);
  }

  /** The array in a slot after a pass; valid until the next one. */
  INDArray array(int slot) {
    requireOpen();
    return current.array(slot);
  }

  /** Elements at the start of {@link #saved()}'s buffer that the backward pass reads. */
  long savedElements() {
    return current.savedElements();
  }

  PlanFunction.Instance instance(FunctionNode node) {
    return instances.computeIfAbsent(node, n -> n.function().newInstance());
  }

  INDArray gradientTarget(int slot) {
    return gradientTargets.get(slot);
  }

  boolean mustMatch(OpNode node) {
    return plan.isElementwise(node);
  }

  /** Frees all memory now; a frame that was closed can do nothing more. */
  @Override
  public void close() {
    closed = true;
    saved.close();
    scratch.close();
    instances.values().forEach(PlanFunction.Instance::close);
    bindings.values().forEach(Binding::close);
    bindings.clear();
    if (current != null) {
      current.close(); // setGradientTarget may have taken it from the others
      current = null;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this frame's memory was freed: it was closed");
    }
  }

  Arena saved() {
    return saved;
  }

  Arena scratch() {
    return scratch;
  }
}
