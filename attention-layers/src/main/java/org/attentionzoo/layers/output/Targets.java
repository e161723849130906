package org.attentionzoo.layers.output;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gold tokens of a batch as the loss wants them: one per row, rows in the order n·T + t.
 *
 * @param ids [N·T] token ids; {@link #PADDING} where the mask is 0
 * @param tokens number of real (unmasked) tokens
 * @param length T, to name the place of a row
 */
record Targets(int[] ids, int tokens, int length) {
  /** Id of a position that does not count. */
  static final int PADDING = -1;

  /**
   * Checks and flattens labels [N, T] and mask [N, T] (1 keep, 0 padding; null keeps all).
   *
   * @param labels any numeric type holding whole numbers; masked positions are not looked at
   * @throws IllegalArgumentException naming the value, its place and what was expected
   */
  static Targets of(INDArray labels, INDArray mask, long n, long t, long v, String where) {
    requireShape(labels, "labels", n, t, where);
    double[] values = doubles(labels);
    double[] keep = null;
    if (mask != null) {
      requireShape(mask, "label mask", n, t, where);
      keep = doubles(mask);
    }
    int[] ids = new int[values.length];
    int tokens = 0;
    for (int i = 0; i < ids.length; i++) {
      if (keep != null && !isOne(keep[i], i, t, where)) {
        ids[i] = PADDING;
        continue;
      }
      double id = values[i];
      if (!(id >= 0 && id < v && id == Math.rint(id))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "label %s at row %d, position %d is not a token id in [0, %d) %s",
                id == Math.rint(id) ? String.valueOf((long) id) : String.valueOf(id),
                i / t,
                i % t,
                v,
                where));
      }
      ids[i] = (int) id;
      tokens++;
    }
    return new Targets(ids, tokens, (int) t);
  }

  private static boolean isOne(double keep, int i, long t, String where) {
    if (keep != 0 && keep != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "label mask is %s at row %d, position %d; expected 1 (keep) or 0 (padding) %s",
              keep,
              i / t,
              i % t,
              where));
    }
    return keep == 1;
  }

  private static void requireShape(INDArray array, String what, long n, long t, String where) {
    if (array.rank() != 2 || array.size(0) != n || array.size(1) != t) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s have shape %s, expected [%d, %d] (batch, target length) %s",
              what,
              Arrays.toString(array.shape()),
              n,
              t,
              where));
    }
  }

  /** Row-major copy. A double holds every int exactly, and longs far beyond any vocabulary. */
  private static double[] doubles(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }
}
