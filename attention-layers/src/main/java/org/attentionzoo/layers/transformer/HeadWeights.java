package org.attentionzoo.layers.transformer;

import org.attentionzoo.layers.kernel.Rows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Attention weights: softmax over the keys that may be seen. Arguments: scores {@code [N, h, T,
 * S]}, mask {@code [N, S]}; result {@code [N, h, T, S]}. A query that may see no key gets zeros,
 * and so do its gradients.
 *
 * @param causal whether query t sees keys 0 … t only
 */
record HeadWeights(boolean causal) implements PlanFunction {

  @Override
  public String name() {
    return "head_weights";
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        method(inputs[0]).forward(inputs[0], inputs[1], outputs[0]);
      }

      @Override
      public void backward(Call call) {
        if (call.wants(0)) {
          method(call.input(0))
              .backward(call.output(0), call.outputGradient(0), call.inputGradient(0));
        }
        if (call.wants(1)) {
          call.inputGradient(1).assign(0);
        }
      }
    };
  }

  private Method method(INDArray scores) {
    return Rows.usable(scores) ? new HeadWeightsKernel(causal) : new HeadWeightsOps(causal);
  }

  /** A way to compute it. */
  interface Method {
    void forward(INDArray scores, INDArray mask, INDArray weights);

    /** {@code dx = y · (dy − Σ y · dy)}, which is 0 where y is. */
    void backward(INDArray weights, INDArray gradient, INDArray scoreGradient);
  }
}
