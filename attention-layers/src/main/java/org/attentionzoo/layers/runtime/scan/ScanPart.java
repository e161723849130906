package org.attentionzoo.layers.runtime.scan;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.attentionzoo.layers.runtime.memory.ReusableArray;
import org.attentionzoo.layers.runtime.memory.Slices;
import org.attentionzoo.layers.runtime.plan.Binding;
import org.attentionzoo.layers.runtime.plan.Frame;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Some rows of the batch in a {@link ScanRun}: a frame and a tape of their own. */
final class ScanPart implements AutoCloseable {
  private final ScanStep scan;
  private final Plan plan;
  private final int[] sequences;
  private final int[] states;
  private final int outputs;
  private final Frame frame;
  private final INDArray[] announced; // by slot, of the shapes that the frame's own inputs have
  private final ReusableArray tapeMemory = new ReusableArray();
  private final ReusableArray[] gradientMemory;
  private INDArray tape; // [T, saved elements]
  private final INDArray[] stepGradients; // of the step's outputs and next states
  private Binding binding;
  private long first; // row of the batch

  ScanPart(ScanStep scan) {
    this.scan = scan;
    this.plan = scan.plan();
    this.sequences = scan.sequences();
    this.states = scan.states();
    this.outputs = scan.outputs();
    this.frame = new Frame(plan);
    this.announced = new INDArray[plan.slotCount()];
    this.stepGradients = new INDArray[plan.outputCount()];
    this.gradientMemory = new ReusableArray[plan.outputCount()];
    for (int i = 0; i < gradientMemory.length; i++) {
      gradientMemory[i] = new ReusableArray();
    }
  }

  Binding binding() {
    return binding;
  }

  /**
   * Shapes of the step's outputs and new states for a batch of so many rows.
   *
   * @param part rows at its start that have been looked at
   */
  List<long[]> shapes(INDArray[] inputs, long part, boolean training, long rows) {
    Binding asked = bound(inputs, 0, part, training);
    List<long[]> shapes = new ArrayList<>();
    for (int i = 0; i < plan.outputCount(); i++) {
      long[] shape = asked.array(plan.output(i)).shape().clone();
      shape[0] = rows;
      shapes.add(shape);
    }
    return shapes;
  }

  /** Takes rows {@code from} (inclusive) to {@code to} (exclusive). */
  void bind(INDArray[] inputs, long from, long to, boolean training) {
    first = from;
    binding = bound(inputs, from, to, training);
  }

  private Binding bound(INDArray[] inputs, long from, long to, boolean training) {
    INDArray[] bound = new INDArray[plan.slotCount()];
    int k = 0;
    for (int slot : sequences) {
      bound[slot] = announce(slot, to - from, inputs[k++].shape()[2]);
    }
    for (int slot : states) {
      bound[slot] = announce(slot, to - from, inputs[k++].shape()[1]);
    }
    for (int i = 0; i < scan.constants().length; i++) {
      INDArray whole = inputs[k++];
      bound[scan.constants()[i]] =
          scan.parameters()[i] || to - from == whole.shape()[0]
              ? whole
              : Dense.rows(whole, from, to);
    }
    return frame.bind(bound, training);
  }

  /** What the frame owns is written later, so an array of the same shape serves to announce it. */
  private INDArray announce(int slot, long rows, long size) {
    INDArray before = announced[slot];
    if (before == null || before.shape()[0] != rows) {
      announced[slot] = Dense.allocate(plan.dataType(), rows, size);
    }
    return announced[slot];
  }

  void forward(INDArray[] inputs, INDArray[] results, Pass pass) {
    int steps = (int) inputs[0].shape()[1];
    long saved = pass.training() ? binding.savedElements() : 0;
    if (saved > 0) {
      tape = tapeMemory.of(plan.dataType(), steps, saved);
    }
    for (int i = 0; i < states.length; i++) {
      Slices.readRows(inputs[sequences.length + i], first, binding.array(states[i]));
    }
    for (int k = 0; k < steps; k++) {
      int t = scan.position(k, steps);
      for (int i = 0; i < sequences.length; i++) {
        Slices.readStep(inputs[i], first, t, binding.array(sequences[i]));
      }
      binding.forward(pass.part(t));
      if (saved > 0) {
        binding.save(tape, t * saved);
      }
      for (int i = 0; i < outputs; i++) {
        Slices.writeStep(binding.array(plan.output(i)), results[i], first, t);
      }
      carry(results);
    }
  }

  /** Moves the new states to where the next step reads them. */
  private void carry(INDArray[] results) {
    for (int i = 0; i < states.length; i++) {
      // by way of the result, as a new state may be another state's old array
      Slices.writeRows(binding.array(plan.output(outputs + i)), results[outputs + i], first);
    }
    for (int i = 0; i < states.length; i++) {
      Slices.readRows(results[outputs + i], first, binding.array(states[i]));
    }
  }

  /** Gradients before the last step; in the calling thread, as it allocates. */
  void prepare(INDArray[] resultGradients) {
    for (int i = 0; i < stepGradients.length; i++) {
      long[] shape = binding.array(plan.output(i)).shape();
      stepGradients[i] = gradientMemory[i].of(plan.dataType(), shape[0], shape[1]);
      if (resultGradients[i] == null) {
        stepGradients[i].assign(0);
      } else if (i >= outputs) {
        Slices.readRows(resultGradients[i], first, stepGradients[i]);
      }
    }
  }

  void backward(
      INDArray[] inputs,
      INDArray[] resultGradients,
      INDArray[] inputGradients,
      DeferredGradients.Collection deferred,
      Pass pass) {
    int steps = (int) inputs[0].shape()[1];
    long saved = binding.savedElements();
    for (int k = steps - 1; k >= 0; k--) {
      int t = scan.position(k, steps);
      if (saved > 0) {
        binding.restore(tape, t * saved);
      }
      for (int i = 0; i < outputs; i++) {
        if (resultGradients[i] != null) {
          Slices.readStep(resultGradients[i], first, t, stepGradients[i]);
        }
      }
      binding.backward(stepGradients, pass.part(t));
      deferred.keep(binding, first, t);
      collect(inputGradients, t);
    }
    for (int i = 0; i < states.length; i++) {
      INDArray target = inputGradients[sequences.length + i];
      if (target != null) {
        Slices.writeRows(stepGradients[outputs + i], target, first);
      }
    }
  }

  /** Takes the gradients of one step: stacked, summed, or carried on. */
  private void collect(INDArray[] inputGradients, int t) {
    for (int i = 0; i < sequences.length; i++) {
      int slot = scan.sequenceGradients()[i];
      if (slot >= 0 && inputGradients[i] != null) {
        Slices.writeStep(binding.array(slot), inputGradients[i], first, t);
      }
    }
    for (int i = 0; i < scan.constants().length; i++) {
      INDArray sum = inputGradients[scan.firstConstant() + i];
      int slot = scan.constantGradients()[i];
      if (slot >= 0 && sum != null) {
        sum.addi(binding.array(slot));
      }
    }
    carryBack();
  }

  @Override
  public void close() {
    frame.close();
    for (INDArray array : announced) {
      if (array != null) {
        array.close();
      }
    }
    tapeMemory.close();
    for (ReusableArray memory : gradientMemory) {
      memory.close();
    }
  }

  private void carryBack() {
    for (int i = 0; i < states.length; i++) {
      int slot = scan.stateGradients()[i];
      if (slot >= 0) {
        Dense.copy(binding.array(slot), stepGradients[outputs + i]);
      } else {
        Dense.clear(stepGradients[outputs + i]);
      }
    }
  }
}
