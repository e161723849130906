package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.check.Arguments;

/** Copies rows into columns. */
public final class Transposition {
  /** Rows that are read at once: what they make in a column fills a line of the cache. */
  private static final int BLOCK = 16;

  private Transposition() {}

  /**
   * {@code to ← fromᵀ}.
   *
   * @param from [m, n]
   * @param to [n, m], other memory
   */
  public static void copy(Matrix from, Matrix to) {
    int m = Arguments.given("from", from).rows();
    int n = from.columns();
    if (Arguments.given("to", to).rows() != n || to.columns() != m) {
      throw new IllegalArgumentException(
          "cannot write the transpose of [%d, %d] into [%d, %d]"
              .formatted(m, n, to.rows(), to.columns()));
    }
    ParallelRows.parallel(
        (m + BLOCK - 1) / BLOCK,
        (first, last) -> {
          float[] rows = new float[BLOCK * n];
          float[] column = new float[BLOCK];
          for (int block = first; block < last; block++) {
            int start = block * BLOCK;
            int count = Math.min(BLOCK, m - start);
            from.read(start, count, rows);
            Matrix part = to.columns(start, start + count);
            for (int j = 0; j < n; j++) {
              for (int i = 0; i < count; i++) {
                column[i] = rows[i * n + j];
              }
              part.write(j, column);
            }
          }
        });
  }
}
