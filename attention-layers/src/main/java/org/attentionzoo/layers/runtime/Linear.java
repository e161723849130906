package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.Factor;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.PartSums;
import org.attentionzoo.layers.kernel.Products;
import org.attentionzoo.layers.kernel.RowSplit;
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
        Factor[] weights = factors(weights(inputs), pass);
        Matrix[] biases = biases(inputs);
        Matrix[] y = matrices(outputs, 0);
        new RowSplit(x.rows())
            .run(
                (part, from, to) -> {
                  try (Factor rows = pass.factors().of(x.rows(from, to))) {
                    for (int i = 0; i < maps; i++) {
                      Products.affine(rows, weights[i], biases[i], y[i].rows(from, to));
                    }
                  }
                });
      }

      @Override
      public void backward(Call call) {
        Matrix x = Matrix.of(call.input(0));
        Factors factors = call.pass().factors();
        Factor[] weights = factors(weights(call.inputs()), call.pass());
        Matrix[] g = matrices(call.outputGradients(), 0);
        Matrix dx = call.inputGradient(0) == null ? null : Matrix.of(call.inputGradient(0));
        List<Matrix> totals = new ArrayList<>(Arrays.asList(weights(call.inputGradients())));
        totals.addAll(Arrays.asList(biases(call.inputGradients())));
        PartSums sums = new PartSums(x.rows(), totals);
        sums.split()
            .run(
                (part, from, to) -> {
                  try (Factor rows = factors.of(x.rows(from, to))) {
                    for (int i = 0; i < maps; i++) {
                      try (Factor above = factors.of(g[i].rows(from, to))) {
                        if (dx != null) {
                          float beta = i == 0 ? 0 : 1;
                          Products.gemm(above, false, weights[i], true, beta, dx.rows(from, to));
                        }
                        Products.weightGradient(
                            rows, above, sums.of(i, part), sums.of(maps + i, part));
                      }
                    }
                  }
                });
        sums.finish();
      }
    };
  }

  private static Factor[] factors(Matrix[] weights, Pass pass) {
    return Arrays.stream(weights).map(pass.factors()::weight).toArray(Factor[]::new);
  }

  private Matrix[] weights(INDArray[] arguments) {
    return matrices(arguments, 1);
  }

  /** As many as there are maps, null where there are none. */
  private Matrix[] biases(INDArray[] arguments) {
    Matrix[] vectors = new Matrix[maps];
    for (int i = 0; biased && i < maps; i++) {
      INDArray bias = arguments[1 + maps + i];
      vectors[i] = bias == null ? null : Matrix.row(bias);
    }
    return vectors;
  }

  private Matrix[] matrices(INDArray[] arrays, int first) {
    Matrix[] matrices = new Matrix[maps];
    for (int i = 0; i < maps; i++) {
      INDArray array = arrays[first + i];
      matrices[i] = array == null ? null : Matrix.of(array);
    }
    return matrices;
  }
}
