package org.attentionzoo.layers.fused;

import java.util.List;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/** The larger of two halves: {@code [.., 2l] → [.., l]}, {@code max(t_j, t_{l+j})}. */
record Maxout() implements PlanFunction {

  @Override
  public String name() {
    return "maxout";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    long[] shape = inputs.get(0).shape().clone();
    shape[shape.length - 1] /= 2;
    return List.of(LongShapeDescriptor.fromShape(shape, inputs.get(0).dataType()));
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Matrix t = Matrix.of(inputs[0]);
        Matrix y = Matrix.of(outputs[0]);
        int l = y.columns();
        ParallelRows.parallel(
            t.rows(),
            Grain.EXPONENTIALS.rows(2 * l),
            (from, to) -> {
              float[] row = new float[2 * l];
              for (int r = from; r < to; r++) {
                t.read(r, row);
                for (int j = 0; j < l; j++) {
                  row[j] = Math.max(row[j], row[l + j]);
                }
                y.write(r, row);
              }
            });
      }

      /** To the larger one; to the second half if they are equal, as the definition does. */
      @Override
      public void backward(Call call) {
        Matrix t = Matrix.of(call.input(0));
        Matrix g = Matrix.of(call.outputGradient(0));
        Matrix dt = Matrix.of(call.inputGradient(0));
        int l = g.columns();
        ParallelRows.parallel(
            t.rows(),
            Grain.EXPONENTIALS.rows(2 * l),
            (from, to) -> {
              float[] row = new float[2 * l];
              float[] d = new float[l];
              for (int r = from; r < to; r++) {
                t.read(r, row);
                g.read(r, d);
                for (int j = 0; j < l; j++) {
                  boolean first = row[j] > row[l + j];
                  row[j] = first ? d[j] : 0;
                  row[l + j] = first ? 0 : d[j];
                }
                dt.write(r, row);
              }
            });
      }
    };
  }
}
