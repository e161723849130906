package org.attentionzoo.layers.runtime;

import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Elementwise kernels over c-ordered FLOAT arrays, in blocks that stay in the first cache. */
final class Elements {
  private static final int BLOCK = 1024;

  /** Blocks below which another thread costs more than it saves. */
  private static final int WORTH_A_THREAD = 4;

  private Elements() {}

  /** Replaces the first n numbers of x. */
  @FunctionalInterface
  interface Mapping {
    void apply(float[] x, int n);
  }

  /** Replaces the first n numbers of x by what follows from x and y. */
  @FunctionalInterface
  interface Combination {
    void apply(float[] x, float[] y, int n);
  }

  /** {@code z ← f(x)}; z may be x. */
  static void map(INDArray x, INDArray z, Mapping f) {
    combine(x, null, z, (values, none, n) -> f.apply(values, n));
  }

  /** {@code z ← f(x, y)} of equal lengths; z may be x or y. */
  static void combine(INDArray x, INDArray y, INDArray z, Combination f) {
    int length = Math.toIntExact(x.length());
    Matrix left = Matrix.row(x);
    Matrix right = y == null ? null : Matrix.row(y);
    Matrix target = Matrix.row(z);
    ParallelRows.parallel(
        (length + BLOCK - 1) / BLOCK,
        WORTH_A_THREAD,
        (from, to) -> {
          float[] values = new float[Math.min(BLOCK, length)];
          float[] others = y == null ? null : new float[values.length];
          for (int b = from; b < to; b++) {
            int start = b * BLOCK;
            int end = Math.min(length, start + BLOCK);
            left.columns(start, end).read(0, values);
            if (right != null) {
              right.columns(start, end).read(0, others);
            }
            f.apply(values, others, end - start);
            target.columns(start, end).write(0, values);
          }
        });
  }
}
