package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Softmax;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax over what a mask keeps, row by row; zeros where nothing is kept. */
record MaskedSoftmaxRows() implements PlanFunction {
  @Override
  public String name() {
    return "masked_softmax";
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
        softmax(Matrix.of(inputs[0]), Matrix.of(inputs[1]), Matrix.of(outputs[0]));
      }

      @Override
      public void backward(Call call) {
        if (call.wants(1)) {
          call.inputGradient(1).assign(0);
        }
        if (call.wants(0)) {
          gradient(
              Matrix.of(call.output(0)),
              Matrix.of(call.outputGradient(0)),
              Matrix.of(call.inputGradient(0)));
        }
      }
    };
  }

  private static void softmax(Matrix scores, Matrix keep, Matrix weights) {
    int size = scores.columns();
    ParallelRows.parallel(
        scores.rows(),
        Grain.EXPONENTIALS.rows(size),
        (from, to) -> {
          float[] x = new float[size];
          float[] kept = new float[size];
          for (int row = from; row < to; row++) {
            scores.read(row, x);
            keep.read(row, kept);
            Softmax.masked(x, kept, size, size, size);
            weights.write(row, x);
          }
        });
  }

  private static void gradient(Matrix y, Matrix dy, Matrix dx) {
    int size = y.columns();
    ParallelRows.parallel(
        y.rows(),
        Grain.EXPONENTIALS.rows(size),
        (from, to) -> {
          float[] value = new float[size];
          float[] gradient = new float[size];
          for (int row = from; row < to; row++) {
            y.read(row, value);
            dy.read(row, gradient);
            Softmax.gradient(value, gradient, size, size, 1);
            dx.write(row, gradient);
          }
        });
  }
}
