package org.attentionzoo.layers.fused;

import java.util.List;
import org.attentionzoo.layers.kernel.ColumnSums;
import org.attentionzoo.layers.kernel.Factor;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.Products;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A GRU's product {@code h U + [0, 0, c]}: the gates r and z have no bias of their own here.
 * Arguments: h {@code [.., H]}, U {@code [H, 3H]}, c {@code [H]}; output {@code [.., 3H]}.
 */
record GruProduct() implements PlanFunction {

  @Override
  public String name() {
    return "gru_product";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray h = inputs.get(0);
    long[] shape = h.shape().clone();
    shape[shape.length - 1] *= 3;
    return List.of(LongShapeDescriptor.fromShape(shape, h.dataType()));
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
        float[] c = Matrix.elements(inputs[2]);
        float[] bias = new float[3 * c.length];
        System.arraycopy(c, 0, bias, 2 * c.length, c.length);
        try (Factor h = pass.factors().of(Matrix.of(inputs[0]))) {
          Factor u = pass.factors().weight(Matrix.of(inputs[1]));
          Products.affine(h, u, bias, Matrix.of(outputs[0]));
        }
      }

      @Override
      public void backward(Call call) {
        Factors factors = call.pass().factors();
        Matrix g = Matrix.of(call.outputGradient(0));
        try (Factor h = factors.of(Matrix.of(call.input(0)));
            Factor above = factors.of(g)) {
          if (call.wants(0)) {
            Factor u = factors.weight(Matrix.of(call.input(1)));
            Products.gemm(above, false, u, true, 0, Matrix.of(call.inputGradient(0)));
          }
          Products.weightGradient(h, above, CellRows.orNull(call.inputGradient(1)), null);
        }
        if (call.wants(2)) {
          int size = g.columns() / 3;
          ColumnSums.of(g.columns(2 * size, 3 * size), Matrix.row(call.inputGradient(2)));
        }
      }
    };
  }
}
