package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.Softmax;

/**
 * Softmax over the keys that may be seen, for rows {@code [T, S]} of one sentence in Java arrays;
 * for one thread. A query that may see no key gets zeros.
 */
final class WeightRows {
  /** What may not be seen lies this far below the rest, and so is no maximum. */
  private static final float FAR_BELOW = 1e30f;

  private final int t;
  private final int s;
  private final boolean causal;
  private final float[] keep; // [T, S], 1 where a query may see a key
  private final float[] keys; // [S]
  private float[] scratch = {};
  private int sentence = -1;

  WeightRows(int t, int s, boolean causal) {
    this.t = t;
    this.s = s;
    this.causal = causal;
    this.keep = new float[t * s];
    this.keys = new float[s];
  }

  /** Turns to sentence n, whose mask is row n of {@code mask [N, S]}. */
  void turnTo(int n, Matrix mask) {
    if (n == sentence) {
      return;
    }
    sentence = n;
    mask.read(n, keys);
    for (int i = 0; i < t; i++) {
      int seen = causal ? Math.min(s, i + 1) : s;
      for (int j = 0; j < seen; j++) {
        keep[i * s + j] = keys[j] > 0 ? 1 : 0;
      }
    }
  }

  /** x ← weights, for rows of scores from row {@code first} of the sentence on. */
  void softmax(float[] x, int first, int rows) {
    int n = rows * s;
    int from = first * s;
    if (scratch.length < n) {
      scratch = new float[n];
    }
    for (int i = 0; i < n; i++) {
      x[i] += (keep[from + i] - 1) * FAR_BELOW;
    }
    Softmax.exponentials(x, s, n, scratch);
    for (int i = 0; i < n; i++) {
      x[i] *= keep[from + i];
    }
    Softmax.normalize(x, s, n);
  }
}
