package org.attentionzoo.layers.attention;

import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Reduce;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernel of {@link MaskedSoftmax} over all of the scores at once, in float. */
record MaskedSoftmaxKernel() implements PlanFunction {
  /** Numbers below which another thread costs more than it saves. */
  private static final int WORTH_A_THREAD = 1 << 12;

  /** Below FastExp's range, so that what is dropped cannot be the largest. */
  private static final float DROPPED = -Float.MAX_VALUE;

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
      public void backward(
          INDArray[] inputs,
          INDArray[] outputs,
          INDArray[] outputGradients,
          INDArray[] inputGradients,
          Pass pass) {
        if (inputGradients[1] != null) {
          inputGradients[1].assign(0);
        }
        if (inputGradients[0] != null) {
          gradient(
              Matrix.of(outputs[0]), Matrix.of(outputGradients[0]), Matrix.of(inputGradients[0]));
        }
      }
    };
  }

  private static void softmax(Matrix scores, Matrix keep, Matrix weights) {
    int size = scores.columns();
    ParallelRows.parallel(
        scores.rows(),
        1 + WORTH_A_THREAD / size,
        (from, to) -> {
          float[] x = new float[size];
          float[] kept = new float[size];
          float[] scratch = new float[size];
          for (int row = from; row < to; row++) {
            scores.read(row, x);
            keep.read(row, kept);
            for (int i = 0; i < size; i++) {
              x[i] = kept[i] > 0 ? x[i] : DROPPED;
            }
            float max = Reduce.max(x, 0, size);
            for (int i = 0; i < size; i++) {
              x[i] -= max;
            }
            FastExp.exp(x, scratch, 0, size);
            for (int i = 0; i < size; i++) {
              x[i] = kept[i] > 0 ? x[i] : 0;
            }
            float sum = Reduce.sum(x, 0, size);
            float factor = sum == 0 ? 0 : 1 / sum; // 0: nothing is kept
            for (int i = 0; i < size; i++) {
              x[i] *= factor;
            }
            weights.write(row, x);
          }
        });
  }

  /** {@code dx = y (dy − Σ y dy)}, which is 0 where y is. */
  private static void gradient(Matrix y, Matrix dy, Matrix dx) {
    int size = y.columns();
    ParallelRows.parallel(
        y.rows(),
        1 + WORTH_A_THREAD / size,
        (from, to) -> {
          float[] value = new float[size];
          float[] gradient = new float[size];
          for (int row = from; row < to; row++) {
            y.read(row, value);
            dy.read(row, gradient);
            float mean = Reduce.dot(value, 0, gradient, 0, size);
            for (int i = 0; i < size; i++) {
              gradient[i] = value[i] * (gradient[i] - mean);
            }
            dx.write(row, gradient);
          }
        });
  }
}
