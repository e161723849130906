package org.attentionzoo.layers.output;

import java.util.Arrays;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.Reduce;
import org.attentionzoo.layers.kernel.Softmax;

/**
 * Loss and gradient of one row of logits after another, in float; see {@link TokenSoftmax} for the
 * formulas. One instance a thread: it sums the gradients of the bias over its rows.
 */
final class LossRows {
  private final float[] x;
  private final float[] biasGradient;
  private float[] bias;
  private double smoothing;

  /**
   * @param size V
   */
  LossRows(int size) {
    x = new float[size];
    biasGradient = new float[size];
  }

  int size() {
    return x.length;
  }

  /** Starts a batch: forgets the bias gradient. */
  void begin(float[] bias, double smoothing) {
    this.bias = bias;
    this.smoothing = smoothing;
    Arrays.fill(biasGradient, 0);
  }

  /**
   * The loss of a row.
   *
   * @param z logits without bias; the row is overwritten with the gradient
   * @param scale what the gradient is multiplied by; NaN if none is wanted
   */
  double loss(Matrix z, int row, int gold, double scale) {
    int v = x.length;
    z.read(row, x);
    if (bias != null) {
      Elementwise.add(bias, x, v);
    }
    Softmax.subtractMax(x, 0, v);
    double target = (1 - smoothing) * x[gold]; // Σ_j q_j x_j
    if (smoothing > 0) {
      target += smoothing * Reduce.sum(x, 0, v) / v;
    }
    FastExp.exp(x, 0, v);
    double normalizer = Reduce.sum(x, 0, v);
    if (!Double.isNaN(scale)) {
      // scale·(p - q) from e^(x - max)
      scale((float) (scale / normalizer), (float) (-scale * smoothing / v));
      x[gold] += (float) (-scale * (1 - smoothing));
      if (bias != null) {
        Elementwise.add(x, biasGradient, v);
      }
      z.write(row, x);
    }
    return Math.log(normalizer) - target;
  }

  /** {@code sum ← sum + Σ gradients of the rows}. */
  void addBiasGradient(float[] sum) {
    Elementwise.add(biasGradient, sum, sum.length);
  }

  private void scale(float a, float b) {
    for (int j = 0; j < x.length; j++) {
      x[j] = a * x[j] + b;
    }
  }
}
