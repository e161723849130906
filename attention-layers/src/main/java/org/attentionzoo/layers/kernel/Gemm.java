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
  /** Multiplications worth a thread where rows are few: each element of b is read for each. */
  private static final long MIN_WORK_OF_FEW_ROWS = 1 << 15;

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
   * @param bias {@code [n]}
   */
  public static void affine(Matrix x, Matrix w, float[] bias, Matrix y) {
    Arguments.given("bias", bias);
    gemm(x, false, w, false, 1, y, bias);
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
    boolean fewRows = rowByRow(m) && !ta;
    ProductSplit.run(
        m,
        n,
        k,
        fewRows ? MIN_WORK_OF_FEW_ROWS : ProductSplit.MIN_WORK,
        (r0, r1, c0, c1) -> {
          Matrix rows = ta ? a.columns(r0, r1) : a.rows(r0, r1);
          Matrix columns = tb ? b.rows(c0, c1) : b.columns(c0, c1);
          Matrix target = c.rows(r0, r1).columns(c0, c1);
          fill(target, start, c0);
          if (fewRows && m < n) {
            RowProducts.multiply(rows, columns, tb, beta, target);
          } else {
            sgemm(1, rows, ta, columns, tb, beta, target, k);
          }
        });
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
