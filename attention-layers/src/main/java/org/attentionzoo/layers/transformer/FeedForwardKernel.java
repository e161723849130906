package org.attentionzoo.layers.transformer;

import java.util.List;
import org.attentionzoo.layers.kernel.ColumnSums;
import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Scratch;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Kernel of {@link FeedForward} with ReLU: {@code dropout(max(0, x W1 + b1)) W2 + b2}. Arguments: x
 * {@code [N, T, d]}, W1 {@code [d, f]}, b1 {@code [f]}, W2 {@code [f, d]}, b2 {@code [d]}; outputs:
 * {@code [N, T, d]} and, for the backward pass, the active inner values {@code [N, T, f]}.
 *
 * @param dropoutRate of the inner values, drawn at {@code site}
 */
record FeedForwardKernel(double dropoutRate, int site) implements PlanFunction {

  /** Numbers of a block of rows that stay in a processor's first cache. */
  private static final int BLOCK = 2048;

  /** Below this many numbers another thread costs more than it saves. */
  private static final int WORTH_A_THREAD = 1 << 13;

  @Override
  public String name() {
    return "feed_forward";
  }

  @Override
  public int outputs() {
    return 2;
  }

  @Override
  public boolean takesNullGradients() {
    return true; // the inner values have none
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    long[] inner = x.shape().clone();
    inner[inner.length - 1] = inputs.get(1).size(1);
    return List.of(x.shapeDescriptor(), LongShapeDescriptor.fromShape(inner, x.dataType()));
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Matrix inner = Matrix.of(outputs[1]);
        Gemm.affine(matrix(inputs[0]), matrix(inputs[1]), vector(inputs[2]), inner);
        activate(inner, pass);
        Gemm.affine(inner, matrix(inputs[3]), vector(inputs[4]), matrix(outputs[0]));
      }

      @Override
      public void backward(
          INDArray[] inputs,
          INDArray[] outputs,
          INDArray[] outputGradients,
          INDArray[] inputGradients,
          Pass pass) {
        Matrix inner = matrix(outputs[1]);
        Matrix g = matrix(outputGradients[0]);
        Matrix slopes = Scratch.matrix(inner.rows(), inner.columns());
        Gemm.gemm(g, false, matrix(inputs[3]), true, 0, slopes);
        deactivate(inner, slopes, pass);
        weightGradients(inner, g, inputGradients[3], inputGradients[4]);
        weightGradients(matrix(inputs[0]), slopes, inputGradients[1], inputGradients[2]);
        if (inputGradients[0] != null) {
          Gemm.gemm(slopes, false, matrix(inputs[1]), true, 0, matrix(inputGradients[0]));
        }
      }
    };
  }

  private static Matrix matrix(INDArray array) {
    return Matrix.of(array);
  }

  private static Matrix vector(INDArray array) {
    return Matrix.of(array, Math.toIntExact(array.length()));
  }

  private static void weightGradients(Matrix x, Matrix g, INDArray weight, INDArray bias) {
    if (weight != null) {
      Gemm.gemm(x, true, g, false, 0, matrix(weight));
    }
    if (bias != null) {
      ColumnSums.of(g, vector(bias));
    }
  }

  private double rate(Pass pass) {
    return pass.training() ? dropoutRate : 0;
  }

  /** {@code inner ← dropout(max(0, inner))}. */
  private void activate(Matrix inner, Pass pass) {
    DropoutMask dropout = new DropoutMask(rate(pass), pass.seed(site));
    boolean drops = rate(pass) > 0;
    int f = inner.columns();
    int block = Math.max(1, BLOCK / f);
    ParallelRows.parallel(
        inner.rows(),
        1 + WORTH_A_THREAD / f,
        (from, to) -> {
          float[] x = new float[block * f];
          int[] bits = new int[block * f];
          for (int row = from; row < to; row += block) {
            int count = Math.min(block, to - row);
            inner.read(row, count, x);
            for (int i = 0; i < count * f; i++) {
              x[i] = Math.max(x[i], 0);
            }
            if (drops) {
              dropout.apply(x, 0, row * f, count * f, bits);
            }
            inner.write(row, count, x);
          }
        });
  }

  /** {@code slopes ← slopes / (1 − rate)} where the inner value is active, and 0 elsewhere. */
  private void deactivate(Matrix inner, Matrix slopes, Pass pass) {
    float scale = (float) (1 / (1 - rate(pass)));
    int f = inner.columns();
    int block = Math.max(1, BLOCK / f);
    ParallelRows.parallel(
        inner.rows(),
        1 + WORTH_A_THREAD / f,
        (from, to) -> {
          float[] x = new float[block * f];
          float[] g = new float[block * f];
          for (int row = from; row < to; row += block) {
            int count = Math.min(block, to - row);
            inner.read(row, count, x);
            slopes.read(row, count, g);
            for (int i = 0; i < count * f; i++) {
              // 1 for every normal number above 0, without a branch
              g[i] *= scale * Math.min(x[i] * Float.MAX_VALUE, 1);
            }
            slopes.write(row, count, g);
          }
        });
  }
}
