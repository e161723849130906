package org.attentionzoo.layers.transformer;

import org.attentionzoo.layers.kernel.Rows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layer normalization (Ba, Kiros and Hinton 2016) over the last dimension: arguments x {@code [..,
 * d]}, gain {@code [d]}, bias {@code [d]}.
 *
 * <pre>
 * y = (x − mean) / √(variance + ε) · gain + bias
 * </pre>
 *
 * <p>A step of our own: ND4J's {@code layer_norm_bp} takes 14–220 ms at {@code [1280, 256]}.
 */
record NormalizeRows(double epsilon) implements PlanFunction {

  @Override
  public String name() {
    return "layer_norm";
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        method(inputs[0]).forward(inputs[0], inputs[1], inputs[2], outputs[0]);
      }

      @Override
      public void backward(Call call) {
        method(call.input(0))
            .backward(call.input(0), call.input(1), call.outputGradient(0), call.inputGradients());
      }
    };
  }

  private Method method(INDArray x) {
    return Rows.usable(x) ? new NormalizeRowsKernel(epsilon) : new NormalizeRowsOps(epsilon);
  }

  /** A way to compute it. */
  interface Method {
    void forward(INDArray x, INDArray gain, INDArray bias, INDArray out);

    /**
     * @param g the gradient of the output
     * @param gradients of x, gain and bias, to be filled; null where not wanted
     */
    void backward(INDArray x, INDArray gain, INDArray g, INDArray[] gradients);
  }
}
