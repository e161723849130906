package org.attentionzoo.layers.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.attentionzoo.layers.check.Arguments;

/** Looks for NaN and infinity in one fast pass. */
public final class NanSearch {
  /** Elements that are read at once. */
  private static final int BLOCK = 4096;

  private NanSearch() {}

  /**
   * False if there is no NaN. True if there is one, or if a sum of elements has no value though
   * each has one (infinities of both signs): look closer then.
   */
  public static boolean suspects(Matrix x) {
    return anySum(x, sum -> Float.isNaN(sum));
  }

  /** False if all are finite. True if one is not, or if a sum is too large: look closer then. */
  public static boolean suspectsInfinite(Matrix x) {
    return anySum(x, sum -> !Float.isFinite(sum));
  }

  private static boolean anySum(Matrix x, Predicate<Float> odd) {
    int columns = Arguments.given("x", x).columns();
    int block = Math.max(1, BLOCK / Math.max(1, columns));
    AtomicBoolean found = new AtomicBoolean();
    ParallelRows.parallel(
        x.rows(),
        block,
        (from, to) -> {
          float[] values = new float[block * columns];
          for (int row = from; row < to; row += block) {
            int count = Math.min(block, to - row);
            x.read(row, count, values);
            if (odd.test(Reduce.sum(values, 0, count * columns))) {
              found.set(true);
            }
          }
        });
    return found.get();
  }
}
