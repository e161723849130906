package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link Scan} over time, forward and back. */
final class ScanRun implements PlanFunction.Instance {
  private final Scan scan;
  private final Plan plan;
  private final int[] sequences;
  private final int[] states;
  private final int outputs;
  private final Frame frame;
  private final INDArray[] bound;
  private final DeferredGradients deferred;
  private final ReusableArray tapeMemory = new ReusableArray();
  private final ReusableArray[] gradientMemory;
  private INDArray tape; // [T, saved elements]
  private final INDArray[] stepGradients; // of the step's outputs and next states

  ScanRun(Scan scan) {
    this.scan = scan;
    this.plan = scan.plan();
    this.sequences = scan.sequences();
    this.states = scan.states();
    this.outputs = scan.stackedOutputs();
    this.frame = new Frame(plan);
    this.bound = new INDArray[plan.slotCount()];
    this.deferred = new DeferredGradients(plan, scan.constants());
    this.stepGradients = new INDArray[plan.outputCount()];
    this.gradientMemory = new ReusableArray[plan.outputCount()];
    IntStream.range(0, gradientMemory.length).forEach(i -> gradientMemory[i] = new ReusableArray());
  }

  /** Shapes of the step's outputs and new states. */
  List<long[]> stepShapes(INDArray[] inputs, boolean training) {
    bind(inputs, training);
    List<long[]> shapes = new ArrayList<>();
    for (int i = 0; i < plan.outputCount(); i++) {
      shapes.add(frame.array(plan.output(i)).shape());
    }
    return shapes;
  }

  private void bind(INDArray[] inputs, boolean training) {
    int k = 0;
    for (int slot : sequences) {
      INDArray sequence = inputs[k++];
      INDArray before = bound[slot];
      long n = sequence.shape()[0];
      if (before == null || before.shape()[0] != n) {
        bound[slot] = Arena.allocate(plan.dataType(), n, sequence.shape()[2]); // shape only
      }
    }
    for (int slot : states) {
      bound[slot] = inputs[k++];
    }
    for (int slot : scan.constants()) {
      bound[slot] = inputs[k++];
    }
    frame.bind(bound, training);
  }

  @Override
  public void forward(INDArray[] inputs, INDArray[] results, Pass pass) {
    bind(inputs, pass.training());
    Pass own = pass.part(scan.site());
    int steps = (int) inputs[0].shape()[1];
    long saved = pass.training() ? frame.savedElements() : 0;
    if (saved > 0) {
      tape = tapeMemory.matrix(plan.dataType(), steps, saved);
    }
    for (int i = 0; i < states.length; i++) {
      Blocks.copy(inputs[sequences.length + i], frame.array(states[i]));
    }
    for (int k = 0; k < steps; k++) {
      int t = scan.position(k, steps);
      for (int i = 0; i < sequences.length; i++) {
        Blocks.readStep(inputs[i], t, frame.array(sequences[i]));
      }
      frame.forward(own.part(t));
      if (saved > 0) {
        Blocks.copy(frame.saved().buffer(), 0, tape, t * saved, saved);
      }
      for (int i = 0; i < outputs; i++) {
        Blocks.writeStep(frame.array(plan.output(i)), results[i], t);
      }
      carry(results);
    }
  }

  /** Moves the new states to where the next step reads them. */
  private void carry(INDArray[] results) {
    for (int i = 0; i < states.length; i++) {
      // by way of the result, as a new state may be another state's old array
      Blocks.copy(frame.array(plan.output(outputs + i)), results[outputs + i]);
    }
    for (int i = 0; i < states.length; i++) {
      Blocks.copy(results[outputs + i], frame.array(states[i]));
    }
  }

  @Override
  public void backward(
      INDArray[] inputs,
      INDArray[] results,
      INDArray[] resultGradients,
      INDArray[] inputGradients,
      Pass pass) {
    bind(inputs, true);
    Pass own = pass.part(scan.site());
    int steps = (int) inputs[0].shape()[1];
    long saved = frame.savedElements();
    prepare(resultGradients, inputGradients);
    deferred.begin(frame, steps);
    for (int k = steps - 1; k >= 0; k--) {
      int t = scan.position(k, steps);
      if (saved > 0) {
        Blocks.copy(tape, t * saved, frame.saved().buffer(), 0, saved);
      }
      for (int i = 0; i < outputs; i++) {
        if (resultGradients[i] != null) {
          Blocks.readStep(resultGradients[i], t, stepGradients[i]);
        }
      }
      frame.backward(stepGradients, own.part(t));
      deferred.keep(t);
      collect(inputGradients, t);
    }
    for (int i = 0; i < states.length; i++) {
      INDArray target = inputGradients[sequences.length + i];
      if (target != null) {
        Blocks.copy(stepGradients[outputs + i], target);
      }
    }
    deferred.finish(inputGradients, sequences.length + states.length, scan.constantGradients());
  }

  /** Gradients before the last step, and zeros where steps are summed or there is nothing. */
  private void prepare(INDArray[] resultGradients, INDArray[] inputGradients) {
    for (int i = 0; i < stepGradients.length; i++) {
      long[] shape = frame.array(plan.output(i)).shape();
      stepGradients[i] = gradientMemory[i].matrix(plan.dataType(), shape[0], shape[1]);
      if (resultGradients[i] == null) {
        stepGradients[i].assign(0);
      } else if (i >= outputs) {
        Blocks.copy(resultGradients[i], stepGradients[i]);
      }
    }
    for (int i = 0; i < inputGradients.length; i++) {
      int constant = i - sequences.length - states.length;
      boolean filled =
          constant < 0
              ? i >= sequences.length || scan.sequenceGradients()[i] >= 0
              : deferred.has(constant) && scan.constantGradients()[constant] < 0;
      if (inputGradients[i] != null && !filled) {
        inputGradients[i].assign(0);
      }
    }
  }

  /** Takes the gradients of one step: stacked, summed, or carried on. */
  private void collect(INDArray[] inputGradients, int t) {
    for (int i = 0; i < sequences.length; i++) {
      int slot = scan.sequenceGradients()[i];
      if (slot >= 0 && inputGradients[i] != null) {
        Blocks.writeStep(frame.array(slot), inputGradients[i], t);
      }
    }
    for (int i = 0; i < scan.constants().length; i++) {
      INDArray sum = inputGradients[sequences.length + states.length + i];
      int slot = scan.constantGradients()[i];
      if (slot >= 0 && sum != null) {
        sum.addi(frame.array(slot));
      }
    }
    carryBack();
  }

  private void carryBack() {
    for (int i = 0; i < states.length; i++) {
      int slot = scan.stateGradients()[i];
      if (slot >= 0) {
        Blocks.copy(frame.array(slot), stepGradients[outputs + i]);
      } else {
        stepGradients[outputs + i].assign(0);
      }
    }
  }
}
