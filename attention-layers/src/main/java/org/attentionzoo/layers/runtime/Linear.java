package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.kernel.ColumnSums;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Kernel of {@link LayerGraph#linear}: {@code y_i = x W_i + b_i} for one or several maps of the
 * same x, whose gradient is summed by the products themselves. Arguments: x {@code [.., a]}, W_1 …
 * W_n {@code [a, b_i]}, then b_1 … b_n {@code [b_i]} unless there are none; outputs y_1 … y_n.
 *
 * @param maps n
 */
record Linear(int maps, boolean biased) implements PlanFunction {

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public int outputs() {
    return maps;
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    List<LongShapeDescriptor> shapes = new ArrayList<>();
    for (int i = 1; i <= maps; i++) {
      long[] shape = x.shape().clone();
      shape[shape.length - 1] = inputs.get(i).size(1);
      shapes.add(LongShapeDescriptor.fromShape(shape, x.dataType()));
    }
    return shapes;
  }

  @Override
  public boolean stacks() {
    return true;
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Matrix x = Matrix.of(inputs[0]);
        for (int i = 0; i < maps; i++) {
          Matrix bias = biased ? vector(inputs[1 + maps + i]) : null;
          Gemm.affine(x, Matrix.of(inputs[1 + i]), bias, Matrix.of(outputs[i]));
        }
      }

      @Override
      public void backward(
          INDArray[] inputs,
          INDArray[] outputs,
          INDArray[] outputGradients,
          INDArray[] inputGradients,
          Pass pass) {
        Matrix x = Matrix.of(inputs[0]);
        for (int i = 0; i < maps; i++) {
          Matrix g = Matrix.of(outputGradients[i]);
          if (inputGradients[0] != null) {
            Matrix dx = Matrix.of(inputGradients[0]);
            Gemm.gemm(g, false, Matrix.of(inputs[1 + i]), true, i == 0 ? 0 : 1, dx);
          }
          if (inputGradients[1 + i] != null) {
            Gemm.gemm(x, true, g, false, 0, Matrix.of(inputGradients[1 + i]));
          }
          if (biased && inputGradients[1 + maps + i] != null) {
            ColumnSums.of(g, vector(inputGradients[1 + maps + i]));
          }
        }
      }
    };
  }

  private static Matrix vector(INDArray array) {
    return Matrix.of(array, Math.toIntExact(array.length()));
  }
}
