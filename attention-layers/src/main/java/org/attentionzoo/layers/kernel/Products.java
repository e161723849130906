package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.check.Arguments;

/**
 * Matrix products of {@link Factor}s: in the factors' precision where that pays, else by {@link
 * Gemm}. Results are float32.
 */
public final class Products {

  /** Rows that a packed factor is multiplied with at a time. */
  public static final int ROWS_AT_A_TIME = PackedProduct.MOST_ROWS;

  private Products() {}

  /** {@code y ← x · w}: {@code [m, k] · [k, n] → [m, n]}. */
  public static void multiply(Factor x, Factor w, Matrix y) {
    gemm(x, false, w, false, 0, y);
  }

  /**
   * {@code y ← x · w + bias}, the bias in each row: {@code [m, k] · [k, n] + [n] → [m, n]}.
   *
   * @param bias its first row counts; null for none
   */
  public static void affine(Factor x, Factor w, Matrix bias, Matrix y) {
    if (bias == null) {
      multiply(x, w, y);
      return;
    }
    float[] row = new float[bias.columns()];
    bias.read(0, row);
    affine(x, w, row, y);
  }

  /** The same with a bias {@code [n]} that is there. */
  public static void affine(Factor x, Factor w, float[] bias, Matrix y) {
    Arguments.given("x", x);
    Arguments.given("w", w);
    Arguments.given("bias", bias);
    int k = Gemm.check(x.matrix(), false, w.matrix(), false, y);
    Gemm.checkBias(bias, y);
    if (w instanceof PackedFactor packed && packed.pays(y.columns())) {
      packed.multiply(x.matrix(), false, 0, bias, y);
    } else if (narrow(x, w, y.rows(), y.columns(), k)) {
      for (int row = 0; row < y.rows(); row++) {
        y.write(row, bias);
      }
      gemm(x, false, w, false, 1, y);
    } else {
      Gemm.affine(x.matrix(), w.matrix(), bias, y);
    }
  }

  /**
   * Gradients of {@link #affine}: {@code weight ← xᵀ · g}, {@code bias ← Σ rows of g}.
   *
   * @param weight null if it is not wanted
   * @param bias its first row is written; null if it is not wanted
   */
  public static void weightGradient(Factor x, Factor g, Matrix weight, Matrix bias) {
    if (weight != null) {
      gemm(x, true, g, false, 0, weight);
    }
    if (bias != null) {
      ColumnSums.of(g.matrix(), bias);
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
  public static void gemm(Factor a, boolean ta, Factor b, boolean tb, float beta, Matrix c) {
    Arguments.given("a", a);
    Arguments.given("b", b);
    int k = Gemm.check(a.matrix(), ta, b.matrix(), tb, c);
    if (b instanceof PackedFactor packed && !ta && packed.pays(c.columns())) {
      packed.multiply(a.matrix(), tb, beta, null, c);
    } else if (narrow(a, b, c.rows(), c.columns(), k)) {
      Bf16Gemm.gemm(a.bf16(), ta, b.bf16(), tb, beta, c, k);
    } else {
      Gemm.gemm(a.matrix(), ta, b.matrix(), tb, beta, c);
    }
  }

  private static boolean narrow(Factor a, Factor b, int m, int n, int k) {
    return a.hasBf16() && b.hasBf16() && Bf16Gemm.pays(m, n, k);
  }
}
