package org.attentionzoo.layers.kernel;

import java.util.Arrays;

/**
 * Softmax and its gradient, of rows that lie one after the other at the start of a float array; for
 * one thread.
 */
public final class Softmax {
  /** What is dropped, which is the largest only if all are. */
  private static final float DROPPED = -Float.MAX_VALUE;

  private Softmax() {}

  /**
   * {@code x ← softmax} of each row over what counts; zeros elsewhere, and where nothing counts.
   * What does not count may be anything, NaN too.
   *
   * @param keep above 0 where a number of a row may count, the same for all rows
   * @param size of a row
   * @param n in all rows
   * @param seen how many numbers of the first row may count, one more in each row after it: t + 1
   *     where queries from t on see no key ahead of them, {@code size} where they see all
   */
  public static void masked(float[] x, float[] keep, int size, int n, int seen) {
    int end = lastKept(keep, size);
    boolean holes = !allKept(keep, end);
    drop(x, keep, size, n, seen, end, holes, DROPPED);
    exponentials(x, size, n);
    drop(x, keep, size, n, seen, end, holes, 0); // FastExp has no 0
    normalize(x, size, n);
  }

  private static int lastKept(float[] keep, int size) {
    int end = size;
    while (end > 0 && !(keep[end - 1] > 0)) {
      end--;
    }
    return end;
  }

  private static boolean allKept(float[] keep, int end) {
    for (int i = 0; i < end; i++) {
      if (!(keep[i] > 0)) {
        return false;
      }
    }
    return true;
  }

  /** Masks are mostly rows of ones and then zeros, so what is dropped is filled in one go. */
  private static void drop(
      float[] x, float[] keep, int size, int n, int seen, int end, boolean holes, float value) {
    int last = seen;
    for (int start = 0; start < n; start += size) {
      int count = Math.min(end, last++);
      Arrays.fill(x, start + count, start + size, value);
      for (int i = 0; holes && i < count; i++) {
        if (!(keep[i] > 0)) {
          x[start + i] = value;
        }
      }
    }
  }

  /**
   * {@code x ← e^(x − max of its row)}.
   *
   * @param size of a row
   * @param n in all rows
   */
  public static void exponentials(float[] x, int size, int n) {
    for (int start = 0; start < n; start += size) {
      subtractMax(x, start, start + size);
    }
    FastExp.exp(x, 0, n);
  }

  /** {@code x ← x − max x} from {@code from} to {@code to}, which makes e^x safe. */
  public static void subtractMax(float[] x, int from, int to) {
    float max = Reduce.max(x, from, to);
    for (int i = from; i < to; i++) {
      x[i] -= max;
    }
  }

  /** {@code x ← x / Σ of its row}; a row of zeros stays one. */
  public static void normalize(float[] x, int size, int n) {
    for (int start = 0; start < n; start += size) {
      float sum = Reduce.sum(x, start, start + size);
      float factor = sum == 0 ? 0 : 1 / sum;
      for (int i = start; i < start + size; i++) {
        x[i] *= factor;
      }
    }
  }

  /** {@code g ← scale · y · (g − Σ y · g)}, row by row, for {@code y = softmax(scale · x)}. */
  public static void gradient(float[] y, float[] g, int size, int n, float scale) {
    for (int start = 0; start < n; start += size) {
      float mean = Reduce.dot(y, start, g, start, size);
      for (int i = start; i < start + size; i++) {
        g[i] = scale * y[i] * (g[i] - mean);
      }
    }
  }
}
