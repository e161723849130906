package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Reduce;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Products sentence by sentence: x {@code [N, T, k]} and y {@code [N, S, k]} to {@code x yᵀ [N, T,
 * S]} (scores) or, not transposed, x {@code [N, T, S]} and y {@code [N, S, m]} to {@code x y [N, T,
 * m]} (contexts); y may be {@link SentenceRows} that are gathered. Few queries, as in a decoder
 * step, are products of a vector with a matrix, which plain loops compute faster than BLAS is
 * called.
 *
 * @param transposed whether y's rows meet x's rows
 */
record BatchProduct(boolean transposed) implements PlanFunction {
  /** From so many queries on BLAS is faster. */
  private static final int WORTH_A_GEMM = 4;

  @Override
  public String name() {
    return transposed ? "attention_scores" : "attention_contexts";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    INDArray y = inputs.get(1);
    long columns = transposed ? SentenceRows.length(inputs, 1) : y.size(y.rank() - 1);
    long[] shape = {x.size(0), x.size(1), columns};
    return List.of(LongShapeDescriptor.fromShape(shape, x.dataType()));
  }

  @Override
  public boolean stacks() {
    return true;
  }

  @Override
  public int gathers() {
    return 1;
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        product(inputs[0], new SentenceRows(inputs, 1), transposed, outputs[0]);
      }

      @Override
      public void backward(Call call) {
        INDArray g = call.outputGradient(0);
        if (call.wants(0)) {
          SentenceRows y = new SentenceRows(call.inputs(), 1);
          product(g, y, !transposed, call.inputGradient(0));
        }
        if (call.wants(1)) {
          if (transposed) {
            outerProduct(g, call.input(0), call.inputGradient(1)); // gᵀ x
          } else {
            outerProduct(call.input(0), g, call.inputGradient(1)); // xᵀ g
          }
        }
      }
    };
  }

  /** {@code z = x yᵀ} or {@code x y}. */
  private static void product(INDArray xs, SentenceRows y, boolean transposed, INDArray zs) {
    Matrix x = Matrix.of(xs);
    Matrix z = Matrix.of(zs);
    int t = (int) xs.size(1);
    boolean gemm = t >= WORTH_A_GEMM && !y.areGathered();
    ParallelRows.parallel(
        (int) xs.size(0),
        Grain.PRODUCTS.rows((long) t * y.length() * y.columns()),
        (from, to) -> {
          Few few = new Few(x, y, z);
          for (int n = from; n < to; n++) {
            if (gemm) {
              Gemm.gemm(
                  x.rows(n * t, (n + 1) * t),
                  false,
                  y.sentence(n),
                  transposed,
                  0,
                  z.rows(n * t, (n + 1) * t));
              continue;
            }
            for (int row = n * t; row < (n + 1) * t; row++) {
              if (transposed) {
                few.dots(row, n);
              } else {
                few.weightedSum(row, n);
              }
            }
          }
        });
  }

  /** Products of single rows of x, for one thread. */
  private static final class Few {
    private final Matrix x;
    private final SentenceRows y;
    private final Matrix z;
    private final float[] in;
    private final float[] row; // of y
    private final float[] out;

    Few(Matrix x, SentenceRows y, Matrix z) {
      this.x = x;
      this.y = y;
      this.z = z;
      in = new float[x.columns()];
      row = new float[y.columns()];
      out = new float[z.columns()];
    }

    void dots(int query, int n) {
      x.read(query, in);
      for (int s = 0; s < out.length; s++) {
        y.read(n, s, 1, row);
        Elementwise.multiply(in, row, row, row.length);
        out[s] = Reduce.sum(row, 0, row.length);
      }
      z.write(query, out);
    }

    void weightedSum(int query, int n) {
      x.read(query, in);
      Arrays.fill(out, 0);
      for (int s = 0; s < in.length; s++) {
        y.read(n, s, 1, row);
        Elementwise.addScaled(in[s], row, out, out.length);
      }
      z.write(query, out);
    }
  }

  /** {@code z = xᵀ y}: {@code [N, T, a], [N, T, b] → [N, a, b]}. */
  private static void outerProduct(INDArray xs, INDArray ys, INDArray zs) {
    Matrix x = Matrix.of(xs);
    Matrix y = Matrix.of(ys);
    Matrix z = Matrix.of(zs);
    int t = (int) xs.size(1);
    int a = x.columns();
    ParallelRows.parallel(
        (int) xs.size(0),
        Grain.PRODUCTS.rows((long) t * a * y.columns()),
        (from, to) -> {
          for (int n = from; n < to; n++) {
            Gemm.gemm(
                x.rows(n * t, (n + 1) * t),
                true,
                y.rows(n * t, (n + 1) * t),
                false,
                0,
                z.rows(n * a, (n + 1) * a));
          }
        });
  }
}
