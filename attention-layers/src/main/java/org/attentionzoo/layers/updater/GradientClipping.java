package org.attentionzoo.layers.updater;

import java.util.Arrays;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Reduce;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Clipping of a gradient to a norm (Pascanu et al. 2013, algorithm 1).
 *
 * <p>In FLOAT on the native CPU backend a kernel computes the norm. ND4J adds up the squares one by
 * one in float, which makes its norm of ten million values too small by a hundredth; here sums of a
 * few squares are added in double. The bits are the same for any number of threads.
 */
public final class GradientClipping {
  /** Partial sums, which the JIT vectorises. */
  private static final int LANES = 512;

  /** Values at a time: few squares a lane, so that float loses nothing. */
  private static final int BLOCK = 16 * LANES;

  private GradientClipping() {}

  /**
   * {@code g ← g · maxNorm / |g|} if the L2 norm |g| is larger than {@code maxNorm}, at least 0. A
   * norm that is NaN is not; an infinite one makes finite values 0 and infinite ones NaN.
   */
  public static void clip(INDArray gradient, double maxNorm) {
    Arguments.given("gradient", gradient);
    Arguments.notNegative("maxNorm", maxNorm);
    double norm = norm(gradient);
    if (norm > maxNorm) {
      gradient.muli(maxNorm / norm);
    }
  }

  private static double norm(INDArray gradient) {
    return Kernels.enabled() && Matrix.fits(gradient)
        ? norm(Matrix.row(gradient))
        : gradient.norm2Number().doubleValue();
  }

  private static double norm(Matrix row) {
    int length = row.columns();
    double[] sums = new double[(length - 1) / BLOCK + 1];
    ParallelRows.parallel(
        sums.length,
        2,
        (from, to) -> {
          float[] values = new float[LANES];
          float[] lanes = new float[LANES];
          for (int block = from; block < to; block++) {
            int end = (int) Math.min(length, (block + 1L) * BLOCK);
            Arrays.fill(lanes, 0);
            for (int i = block * BLOCK; i < end; i += LANES) {
              int n = Math.min(LANES, end - i);
              row.columns(i, i + n).read(0, values);
              Elementwise.addProduct(values, values, lanes, n);
            }
            sums[block] = Reduce.sum(lanes, 0, LANES);
          }
        });
    return Math.sqrt(Arrays.stream(sums).sum());
  }
}
