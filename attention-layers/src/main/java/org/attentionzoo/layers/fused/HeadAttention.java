package org.attentionzoo.layers.fused;

import java.util.List;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Scaled dot-product attention for all heads (Vaswani et al. 2017, eq. 1). Arguments: projected
 * queries {@code [N, T, d]}, keys and values {@code [N, S, d]}, of which head i has the columns i ·
 * k to (i + 1) · k, and the mask {@code [N, S]}. Outputs: context {@code [N, T, d]} and weights
 * {@code [N, h, T, S]}, before dropout.
 *
 * @param causal whether query t sees keys 0 … t only
 * @param dropoutRate of the weights, drawn at {@code site}
 */
record HeadAttention(int heads, boolean causal, double dropoutRate, int site)
    implements PlanFunction {

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public int outputs() {
    return 2;
  }

  @Override
  public boolean takesNullGradients() {
    return true;
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray q = inputs.get(0);
    long[] weights = {q.size(0), heads, q.size(1), inputs.get(1).size(1)};
    return List.of(q.shapeDescriptor(), LongShapeDescriptor.fromShape(weights, q.dataType()));
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        new HeadProducts(HeadAttention.this, inputs, outputs, pass).forward();
      }

      @Override
      public void backward(Call call) {
        if (call.wants(3)) {
          call.inputGradient(3).assign(0); // the mask has no gradient
        }
        new HeadProducts(HeadAttention.this, call.inputs(), call.outputs(), call.pass())
            .backward(call.outputGradients(), call.inputGradients());
      }
    };
  }
}
