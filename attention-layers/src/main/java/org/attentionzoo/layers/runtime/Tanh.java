package org.attentionzoo.layers.runtime;

import org.attentionzoo.layers.kernel.FastTanh;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernel of tanh, whose gradient {@code g (1 - y²)} is computed from the output y. */
record Tanh() implements PlanFunction {

  @Override
  public String name() {
    return "tanh";
  }

  @Override
  public boolean splits() {
    return true;
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Elements.map(inputs[0], outputs[0], (x, n) -> FastTanh.tanh(x, 0, n));
      }

      @Override
      public void backward(Call call) {
        Elements.combine(
            call.output(0),
            call.outputGradient(0),
            call.inputGradient(0),
            (y, g, n) -> {
              for (int i = 0; i < n; i++) {
                y[i] = g[i] * (1 - y[i] * y[i]);
              }
            });
      }
    };
  }
}
