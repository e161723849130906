package org.attentionzoo.layers.output;

import java.util.Arrays;
import java.util.Locale;
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
    if (mask != null) {
      requireShape(mask, "label mask", n, t, where);
    }
    int[] ids = new int[Math.toIntExact(n * t)];
    int tokens = 0;
    for (int i = 0; i < ids.length; i++) {
      if (mask != null && !isOne(value(mask, i, t), i, t, where)) {
        ids[i] = PADDING;
        continue;
      }
      double id = value(labels, i, t);
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

  /** Element i of an array [N, t], read in its place. A double holds every token id exactly. */
  private static double value(INDArray array, long i, long t) {
    return array.data().getDouble(i / t * array.stride(0) + i % t * array.stride(1));
  }

  /** The mean over real tokens of what each row has; 0 without any. */
  double mean(double[] losses) {
    return tokens == 0 ? 0 : Arrays.stream(losses).sum() / tokens;
  }

  /** The same for each example of the batch, [N]. */
  double[] meanOfExamples(double[] losses) {
    double[] means = new double[ids.length / length];
    for (int n = 0; n < means.length; n++) {
      double sum = 0;
      int real = 0;
      for (int r = n * length; r < (n + 1) * length; r++) {
        if (ids[r] != PADDING) {
          sum += losses[r];
          real++;
        }
      }
      means[n] = real == 0 ? 0 : sum / real;
    }
    return means;
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
}
