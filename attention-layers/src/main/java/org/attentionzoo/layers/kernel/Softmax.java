package org.attentionzoo.layers.kernel;

/**
 * Softmax and its gradient, of rows that lie one after the other at the start of a float array. In
 * two halves, between which a mask can make numbers 0.
 */
public final class Softmax {
  /**
   * A number that a mask drops, which is the largest only if all are. It has to become 0 after
   * {@link #exponentials}, as {@link FastExp} has no 0.
   */
  public static final float DROPPED = -Float.MAX_VALUE;

  private Softmax() {}

  /**
   * {@code x ← e^(x − max of its row)}.
   *
   * @param size of a row
   * @param n in all rows
   * @param scratch at least n long, overwritten
   */
  public static void exponentials(float[] x, int size, int n, float[] scratch) {
    for (int start = 0; start < n; start += size) {
      subtractMax(x, start, start + size);
    }
    FastExp.exp(x, scratch, 0, n);
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
