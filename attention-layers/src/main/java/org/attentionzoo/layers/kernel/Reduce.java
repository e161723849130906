package org.attentionzoo.layers.kernel;

import java.util.Arrays;

/**
 * Sums and maxima over parts of float arrays. Eight partial results at a time, as the JIT neither
 * reorders a float sum nor vectorises it; always in the same order, so the bits are the same.
 */
public final class Reduce {

  /** Longer ranges are first folded to this many partial results, which the JIT vectorises. */
  private static final int LANES = 512;

  private Reduce() {}

  /** The sum of x[from] … x[to - 1]. */
  public static float sum(float[] x, int from, int to) {
    if (to - from < 3 * LANES) {
      return shortSum(x, from, to);
    }
    float[] lanes = Arrays.copyOfRange(x, from, from + LANES);
    float[] block = new float[LANES];
    int i = from + LANES;
    for (; i + LANES <= to; i += LANES) {
      System.arraycopy(x, i, block, 0, LANES); // with x itself at another index, no vectors
      for (int k = 0; k < LANES; k++) {
        lanes[k] += block[k];
      }
    }
    return shortSum(lanes, 0, LANES) + shortSum(x, i, to);
  }

  private static float shortSum(float[] x, int from, int to) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int i = from;
    for (; i + 7 < to; i += 8) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
      e += x[i + 4];
      f += x[i + 5];
      g += x[i + 6];
      h += x[i + 7];
    }
    for (; i < to; i++) {
      a += x[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  /** The scalar product of x[xFrom …] and y[yFrom …], n elements each. */
  public static float dot(float[] x, int xFrom, float[] y, int yFrom, int n) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int i = 0;
    for (; i + 7 < n; i += 8) {
      a += x[xFrom + i] * y[yFrom + i];
      b += x[xFrom + i + 1] * y[yFrom + i + 1];
      c += x[xFrom + i + 2] * y[yFrom + i + 2];
      d += x[xFrom + i + 3] * y[yFrom + i + 3];
      e += x[xFrom + i + 4] * y[yFrom + i + 4];
      f += x[xFrom + i + 5] * y[yFrom + i + 5];
      g += x[xFrom + i + 6] * y[yFrom + i + 6];
      h += x[xFrom + i + 7] * y[yFrom + i + 7];
    }
    for (; i < n; i++) {
      a += x[xFrom + i] * y[yFrom + i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  /** The largest of x[from] … x[to - 1]; minus infinity for none. */
  public static float max(float[] x, int from, int to) {
    if (to - from < 3 * LANES) {
      return shortMax(x, from, to);
    }
    float[] lanes = Arrays.copyOfRange(x, from, from + LANES);
    float[] block = new float[LANES];
    int i = from + LANES;
    for (; i + LANES <= to; i += LANES) {
      System.arraycopy(x, i, block, 0, LANES);
      for (int k = 0; k < LANES; k++) {
        lanes[k] = Math.max(lanes[k], block[k]);
      }
    }
    return Math.max(shortMax(lanes, 0, LANES), shortMax(x, i, to));
  }

  private static float shortMax(float[] x, int from, int to) {
    float a = Float.NEGATIVE_INFINITY;
    float b = a;
    float c = a;
    float d = a;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a = Math.max(a, x[i]);
      b = Math.max(b, x[i + 1]);
      c = Math.max(c, x[i + 2]);
      d = Math.max(d, x[i + 3]);
    }
    for (; i < to; i++) {
      a = Math.max(a, x[i]);
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }
}
