package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FastTanhTest {
  private static final int N = 1_000_003;

  /** From -20 to 20, and closer together around 0. */
  private static float[] arguments() {
    float[] x = new float[N];
    for (int i = 0; i < N; i++) {
      double u = 2.0 * i / (N - 1) - 1;
      x[i] = (float) (i % 2 == 0 ? 20 * u : u * u * u);
    }
    return x;
  }

  @Test
  void tanhKeepsItsStatedErrorBound() {
    float[] x = arguments();
    float[] y = x.clone();
    FastTanh.tanh(y, 0, N);
    double worst = 0;
    for (int i = 0; i < N; i++) {
      worst = Math.max(worst, Math.abs(y[i] - Math.tanh(x[i])));
    }
    assertThat(worst).isPositive().isLessThanOrEqualTo(FastTanh.MAX_ERROR);
  }

  @Test
  void sigmoidKeepsItsStatedErrorBound() {
    float[] x = arguments();
    float[] y = x.clone();
    FastTanh.sigmoid(y, 0, N);
    double worst = 0;
    for (int i = 0; i < N; i++) {
      worst = Math.max(worst, Math.abs(y[i] - 1 / (1 + Math.exp(-x[i]))));
    }
    assertThat(worst).isPositive().isLessThanOrEqualTo(FastTanh.MAX_ERROR);
  }

  @Test
  void bothEndAtTheirLimits() {
    float[] x = {-1e30f, Float.NEGATIVE_INFINITY, 1e30f, Float.POSITIVE_INFINITY, 0};
    float[] tanh = x.clone();
    FastTanh.tanh(tanh, 0, x.length);
    assertThat(tanh).containsExactly(new float[] {-1, -1, 1, 1, 0}, within(FastTanh.MAX_ERROR));
    FastTanh.sigmoid(x, 0, x.length);
    assertThat(x).containsExactly(new float[] {0, 0, 1, 1, 0.5f}, within(FastTanh.MAX_ERROR));
  }

  private static org.assertj.core.data.Offset<Float> within(double error) {
    return org.assertj.core.data.Offset.offset((float) error);
  }

  @Test
  void nanStaysNan() {
    float[] x = {Float.NaN, Float.NaN};
    FastTanh.tanh(x, 0, 1);
    FastTanh.sigmoid(x, 1, 2);
    assertThat(x[0]).isNaN();
    assertThat(x[1]).isNaN();
  }

  @Test
  void touchesOnlyItsRange() {
    float[] x = {5, 5, 5, 5};
    FastTanh.tanh(x, 1, 2);
    FastTanh.sigmoid(x, 2, 3);
    assertThat(x[0]).isEqualTo(5f);
    assertThat(x[3]).isEqualTo(5f);
    assertThat(x[1]).isLessThan(1f);
    assertThat(x[2]).isLessThan(1f);
  }
}
