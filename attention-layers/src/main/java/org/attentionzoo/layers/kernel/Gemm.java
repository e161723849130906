package org.attentionzoo.layers.kernel;

import java.util.Arrays;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Matrix products of floats: {@code c ← op(a) · op(b) + beta · c}. {@link OneDnn} or OpenBLAS
 * computes, on one thread each, and {@link ParallelRows} splits the longer side of c.
 */
public final class Gemm {
  /** Below this many multiplications a second thread costs more than it saves. */
  private static final long MIN_WORK_PER_THREAD = 1 << 18;

  /** The same for few rows, which take longer: each element of b is read for each of them. */
  private static final long MIN_WORK_OF_FEW_ROWS = 1 << 15;

  /** Parts begin at multiples of this, as OpenBLAS computes blocks of rows or columns. */
  private static final int BLOCK = 16;

  /** Up to this many rows of a are cheaper one by one. */
  private static final int FEW_ROWS = OneDnn.available() ? 2 : 4;

  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;

  private Gemm() {}

  /** Whether so few rows are multiplied one by one, for which it is all the same how b lies. */
  public static boolean rowByRow(int rows) {
    return rows <= FEW_ROWS;
  }

  /** {@code c ← a · b}: {@code [m, k] · [k, n] → [m, n]}. */
  public static void multiply(Matrix a, Matrix b, Matrix c) {
    gemm(a, false, b, false, 0, c);
  }

  /**
   * {@code y ← x · w + bias}, the bias in each row: {@code [m, k] · [k, n] + [n] → [m, n]}.
   *
   * @param bias its first row counts; null for none
   */
  public static void affine(Matrix x, Matrix w, Matrix bias, Matrix y) {
    if (bias == null) {
      multiply(x, w, y);
      return;
    }
    float[] row = new float[bias.columns()];
    bias.read(0, row);
    affine(x, w, row, y);
  }

  /** The same with a bias {@code [n]} that is there. */
  public static void affine(Matrix x, Matrix w, float[] bias, Matrix y) {
    Arguments.given("bias", bias);
    gemm(x, false, w, false, 1, y, bias);
  }

  /**
   * Gradients of {@link #affine}: {@code weight ← xᵀ · g}, {@code bias ← Σ rows of g}.
   *
   * @param weight null if it is not wanted
   * @param bias its first row is written; null if it is not wanted
   */
  public static void weightGradient(Matrix x, Matrix g, Matrix weight, Matrix bias) {
    if (weight != null) {
      gemm(x, true, g, false, 0, weight);
    }
    if (bias != null) {
      ColumnSums.of(g, bias);
    }
  }

  /**
   * {@code c ← op(a) · op(b) + beta · c}.
   *
   * @param ta whether op(a) is aᵀ
   * @param tb whether op(b) is bᵀ
   * @param beta 0 to overwrite, 1 to add
   * @throws IllegalArgumentException if the sizes do not go together
   */
  public static void gemm(Matrix a, boolean ta, Matrix b, boolean tb, float beta, Matrix c) {
    gemm(a, ta, b, tb, beta, c, null);
  }

  /**
   * @param start what each row of c holds before; null to leave it. c would be cleared otherwise,
   *     so a bias costs nothing.
   */
  private static void gemm(
      Matrix a, boolean ta, Matrix b, boolean tb, float beta, Matrix c, float[] start) {
    int k = check(a, ta, b, tb, c);
    int m = c.rows();
    int n = c.columns();
    checkBias(start, c);
    if (m == 0 || n == 0) {
      return;
    }
    int own = BlasThreads.enter();
    try {
      boolean byRows = m >= n;
      int side = (byRows ? m : n);
      int blocks = (side + BLOCK - 1) / BLOCK;
      long workOfBlock = (long) m * n * k / blocks;
      long worth = rowByRow(m) && !ta ? MIN_WORK_OF_FEW_ROWS : MIN_WORK_PER_THREAD;
      int minBlocks = (int) Math.min(blocks, 1 + worth / Math.max(1, workOfBlock));
      ParallelRows.parallel(
          blocks,
          minBlocks,
          (from, to) -> {
            int first = from * BLOCK;
            int last = Math.min(side, to * BLOCK);
            if (byRows) {
              Matrix part = ta ? a.columns(first, last) : a.rows(first, last);
              Matrix target = c.rows(first, last);
              fill(target, start, 0);
              sgemm(1, part, ta, b, tb, beta, target, k);
            } else {
              Matrix part = tb ? b.rows(first, last) : b.columns(first, last);
              Matrix target = c.columns(first, last);
              fill(target, start, first);
              if (rowByRow(m) && !ta) {
                RowProducts.multiply(a, part, tb, beta, target);
              } else {
                sgemm(1, a, ta, part, tb, beta, target, k);
              }
            }
          });
    } finally {
      BlasThreads.exit(own);
    }
  }

  /**
   * Many small products: splits {@code count} pieces of work over threads, as {@link ParallelRows}
   * does, whose bodies multiply with {@link #single}.
   */
  public static void batch(int count, ParallelRows.RowRange body) {
    Arguments.given("body", body);
    int own = BlasThreads.enter();
    try {
      ParallelRows.parallel(count, body);
    } finally {
      BlasThreads.exit(own);
    }
  }

  /**
   * {@code c ← alpha · op(a) · op(b) + beta · c} on the calling thread, inside a body of {@link
   * #batch}.
   */
  public static void single(
      float alpha, Matrix a, boolean ta, Matrix b, boolean tb, float beta, Matrix c) {
    int k = check(a, ta, b, tb, c);
    sgemm(alpha, a, ta, b, tb, beta, c, k);
  }

  private static void fill(Matrix c, float[] row, int first) {
    if (row != null) {
      float[] part = first == 0 ? row : Arrays.copyOfRange(row, first, first + c.columns());
      for (int r = 0; r < c.rows(); r++) {
        c.write(r, part);
      }
    }
  }

  /** That a bias, if there is one, has a number for each column. */
  static void checkBias(float[] bias, Matrix c) {
    if (bias != null && bias.length < c.columns()) {
      throw new IllegalArgumentException(
          "a bias of " + bias.length + " for a product of " + c.columns() + " columns");
    }
  }

  /** That the sizes go together, and what a and b have in common. */
  static int check(Matrix a, boolean ta, Matrix b, boolean tb, Matrix c) {
    Arguments.given("a", a);
    Arguments.given("b", b);
    Arguments.given("c", c);
    int k = ta ? a.rows() : a.columns();
    int aRows = ta ? a.columns() : a.rows();
    int bRows = tb ? b.columns() : b.rows();
    int bColumns = tb ? b.rows() : b.columns();
    if (aRows != c.rows() || bColumns != c.columns() || bRows != k) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "cannot multiply [%d, %d] with [%d, %d] into [%d, %d]",
              aRows,
              k,
              bRows,
              bColumns,
              c.rows(),
              c.columns()));
    }
    return k;
  }

  private static void sgemm(
      float alpha, Matrix a, boolean ta, Matrix b, boolean tb, float beta, Matrix c, int k) {
    try (FloatPointer pa = a.pointer();
        FloatPointer pb = b.pointer();
        FloatPointer pc = c.pointer()) {
      int m = c.rows();
      int n = c.columns();
      if (OneDnn.suits(m, n, k, ta, a.stride(), tb, b.stride())) {
        OneDnn.sgemm(ta, tb, m, n, k, alpha, pa, a.stride(), pb, b.stride(), beta, pc, c.stride());
        return;
      }
      openblas_nolapack.cblas_sgemm(
          ROW_MAJOR,
          ta ? TRANSPOSED : PLAIN,
          tb ? TRANSPOSED : PLAIN,
          m,
          n,
          k,
          alpha,
          pa,
          a.stride(),
          pb,
          b.stride(),
          beta,
          pc,
          c.stride());
    }
  }
}
