package org.attentionzoo.layers.runtime;

import java.util.List;
import org.attentionzoo.layers.kernel.ColumnSums;
import org.attentionzoo.layers.kernel.Factor;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.Products;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Kernel of {@code [x_1; x_2; …] W + b} without putting the parts side by side: each meets its rows
 * of W, and the products are summed where they arise. Arguments: x_i {@code [.., a_i]}, W {@code [Σ
 * a_i, b]} and, if biased, b {@code [b]}; output {@code [.., b]}.
 *
 * @param parts how many
 */
record JoinedLinear(int parts, boolean biased) implements PlanFunction {

  @Override
  public String name() {
    return "joined_linear";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    long[] shape = inputs.get(0).shape().clone();
    shape[shape.length - 1] = inputs.get(parts).size(1);
    return List.of(LongShapeDescriptor.fromShape(shape, inputs.get(0).dataType()));
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
        Matrix w = Matrix.of(inputs[parts]);
        Matrix y = Matrix.of(outputs[0]);
        Matrix bias = biased ? Matrix.row(inputs[parts + 1]) : null;
        int row = 0;
        for (int i = 0; i < parts; i++) {
          int end = row + (int) inputs[i].size(-1);
          Factor own = pass.factors().weight(w.rows(row, end));
          try (Factor x = pass.factors().of(Matrix.of(inputs[i]))) {
            if (i == 0) {
              Products.affine(x, own, bias, y);
            } else {
              Products.gemm(x, false, own, false, 1, y);
            }
          }
          row = end;
        }
      }

      @Override
      public void backward(Call call) {
        Matrix w = Matrix.of(call.input(parts));
        Factors factors = call.pass().factors();
        Matrix dw = call.inputGradient(parts) == null ? null : Matrix.of(call.inputGradient(parts));
        int row = 0;
        try (Factor g = factors.of(Matrix.of(call.outputGradient(0)))) {
          for (int i = 0; i < parts; i++) {
            int end = row + (int) call.input(i).size(-1);
            if (call.wants(i)) {
              Factor own = factors.weight(w.rows(row, end));
              Products.gemm(g, false, own, true, 0, Matrix.of(call.inputGradient(i)));
            }
            if (dw != null) {
              try (Factor x = factors.of(Matrix.of(call.input(i)))) {
                Products.gemm(x, true, g, false, 0, dw.rows(row, end));
              }
            }
            row = end;
          }
          if (biased && call.wants(parts + 1)) {
            ColumnSums.of(g.matrix(), Matrix.row(call.inputGradient(parts + 1)));
          }
        }
      }
    };
  }
}
