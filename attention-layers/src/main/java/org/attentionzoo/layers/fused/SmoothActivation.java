package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.FastTanh;

/**
 * Smooth activations of float arrays, without branches; absolute error below 1e-6 · max(1, |x|).
 */
enum SmoothActivation {

  /** {@code x · Φ(x)}; the tail of Φ after Abramowitz and Stegun, 7.1.26. */
  GELU {
    @Override
    void value(float[] x, int n, float[] tail, float[] density) {
      tails(x, n, tail, density);
      for (int i = 0; i < n; i++) {
        x[i] = Math.max(x[i], 0) - Math.abs(x[i]) * tail[i];
      }
    }

    @Override
    void slope(float[] x, int n, float[] tail, float[] density) {
      tails(x, n, tail, density);
      for (int i = 0; i < n; i++) {
        float positive = Math.min(Math.max(x[i], 0) * Float.MAX_VALUE, 1); // 0 or 1
        float phi = positive + (1 - 2 * positive) * tail[i];
        x[i] = phi + x[i] * density[i] * ROOT;
      }
    }

    /** tail ← 1 − Φ(|x|), density ← e^(−x²/2). */
    private void tails(float[] x, int n, float[] tail, float[] density) {
      for (int i = 0; i < n; i++) {
        density[i] = -0.5f * x[i] * x[i];
      }
      FastExp.exp(density, 0, n);
      for (int i = 0; i < n; i++) {
        float t = 1 / (1 + 0.23164190f * Math.abs(x[i]));
        float p = 0.5307027145f;
        p = p * t - 0.7265760135f;
        p = p * t + 0.7107068705f;
        p = p * t - 0.1422483680f;
        p = p * t + 0.1274147960f;
        tail[i] = p * t * density[i];
      }
    }
  },

  /** {@code x · sigmoid(x)}. */
  SWISH {
    @Override
    void value(float[] x, int n, float[] sigmoid, float[] unused) {
      sigmoids(x, n, sigmoid);
      for (int i = 0; i < n; i++) {
        x[i] *= sigmoid[i];
      }
    }

    @Override
    void slope(float[] x, int n, float[] sigmoid, float[] unused) {
      sigmoids(x, n, sigmoid);
      for (int i = 0; i < n; i++) {
        x[i] = sigmoid[i] * (1 + x[i] * (1 - sigmoid[i]));
      }
    }

    private void sigmoids(float[] x, int n, float[] sigmoid) {
      System.arraycopy(x, 0, sigmoid, 0, n);
      FastTanh.sigmoid(sigmoid, 0, n);
    }
  };

  /** 1 / √(2π). */
  private static final float ROOT = 0.3989422804f;

  /** x ← f(x) for the first n; the last two are overwritten. */
  abstract void value(float[] x, int n, float[] scratch, float[] more);

  /** x ← f'(x) likewise. */
  abstract void slope(float[] x, int n, float[] scratch, float[] more);
}
