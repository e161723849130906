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
      public void backward(Call call) {
        call.inputGradient(0).assign(call.outputGradient(0));
        call.inputGradient(0).getRow(row).assign(0);
      }
    };
  }
}
