package org.attentionzoo.layers.embedding;

import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The identity on a table {@code [V, d]}, whose backward pass gives one row no gradient. */
record FixedRow(long row) implements PlanFunction {

  @Override
  public String name() {
    return "fixed_row";
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        outputs[0].assign(inputs[0]);
      }

      @Override
      public void backward(
          INDArray[] inputs,
          INDArray[] outputs,
          INDArray[] outputGradients,
          INDArray[] inputGradients,
          Pass pass) {
        inputGradients[0].assign(outputGradients[0]);
        inputGradients[0].getRow(row).assign(0);
      }
    };
  }
}
