package org.attentionzoo.layers.fused;

import java.util.List;
import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * {@code norm(x)} and {@code norm(x + dropout(y))} in one pass over the rows, with {@code norm(x) =
 * (x − mean) / √(variance + ε) · gain + bias}. Arguments: gain {@code [d]}, bias {@code [d]}, x
 * {@code [N, T, d]} and, for the second, y {@code [N, T, d]}; output {@code [N, T, d]}. The sum is
 * not kept for the backward pass, which computes it again.
 *
 * @param dropoutRate of y, drawn at {@code site}
 */
record ResidualNorm(double epsilon, double dropoutRate, int site) implements PlanFunction {

  @Override
  public String name() {
    return "residual_norm";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    return List.of(inputs.get(2).shapeDescriptor());
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        rows(inputs, pass).forward(Matrix.of(outputs[0]));
      }

      @Override
      public void backward(Call call) {
        rows(call.inputs(), call.pass())
            .backward(Matrix.of(call.outputGradient(0)), call.inputGradients());
      }
    };
  }

  private ResidualNormRows rows(INDArray[] inputs, Pass pass) {
    boolean drops = dropoutRate > 0 && pass.drops();
    DropoutMask dropout = drops ? new DropoutMask(dropoutRate, pass.seed(site)) : null;
    return new ResidualNormRows(inputs, (float) epsilon, dropout);
  }
}
