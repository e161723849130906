package org.attentionzoo.layers.kernel;

import org.bytedeco.javacpp.FloatPointer;

/** {@link Gemm} of factors in bf16, summed in float32, by oneDNN. */
final class Bf16Gemm {
  /** With fewer rows the float product is as fast (Zen 5; oneDNN copies b for each product). */
  private static final int MIN_ROWS = 8;

  /** Columns and inner size below which narrow numbers save nothing. */
  private static final int MIN_SIZE = 16;

  private Bf16Gemm() {}

  /** Whether {@code [m, k] · [k, n]} is worth the copies. */
  static boolean pays(int m, int n, int k) {
    return m >= MIN_ROWS && n >= MIN_SIZE && k >= MIN_SIZE;
  }

  /** {@code c ← op(a) · op(b) + beta · c}, whose sizes go together. */
  static void gemm(
      Bf16Matrix a, boolean ta, Bf16Matrix b, boolean tb, float beta, Matrix c, int k) {
    ProductSplit.run(
        c.rows(),
        c.columns(),
        k,
        ProductSplit.MIN_WORK,
        (r0, r1, c0, c1) -> {
          Bf16Matrix rows = ta ? a.columns(r0, r1) : a.rows(r0, r1);
          Bf16Matrix columns = tb ? b.rows(c0, c1) : b.columns(c0, c1);
          try (FloatPointer to = c.rows(r0, r1).columns(c0, c1).pointer()) {
            OneDnn.bf16Gemm(
                ta,
                tb,
                r1 - r0,
                c1 - c0,
                k,
                rows.address(),
                rows.stride(),
                columns.address(),
                columns.stride(),
                beta,
                to.address(),
                c.stride());
          }
        });
  }
}
