package org.attentionzoo.layers.kernel;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/**
 * Sums over the rows of a matrix, as the gradient of a bias is. The columns are split over threads,
 * so the order of each sum, and its bits, are the same for any number of threads.
 */
public final class ColumnSums {
  private ColumnSums() {}

  /** {@code sums ← Σ rows of x}: {@code [m, n] → [n]}, written to the first row of {@code sums}. */
  public static void of(Matrix x, Matrix sums) {
    Arguments.given("x", x);
    if (Arguments.given("sums", sums).columns() != x.columns() || sums.rows() < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "cannot write the sums of %d columns into [%d, %d]",
              x.columns(),
              sums.rows(),
              sums.columns()));
    }
    int minColumns = Grain.ADDITIONS.rows(x.rows());
    ParallelRows.parallel(
        x.columns(),
        minColumns,
        (from, to) -> {
          Matrix part = x.columns(from, to);
          float[] row = new float[to - from];
          float[] sum = new float[to - from];
          for (int r = 0; r < x.rows(); r++) {
            part.read(r, row);
            for (int i = 0; i < row.length; i++) {
              sum[i] += row[i];
            }
          }
          sums.columns(from, to).write(0, sum);
        });
  }
}
