package org.attentionzoo.layers.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmoothActivationTest {

  private static final int N = 4001;

  @ParameterizedTest
  @EnumSource
  void valueAndSlopeAreAsExactAsStated(SmoothActivation activation) {
    float[] points = new float[N];
    for (int i = 0; i < N; i++) {
      points[i] = (i - N / 2) * 0.01f; // -20 … 20, with 0
    }
    float[] value = points.clone();
    float[] slope = points.clone();
    activation.value(value, N, new float[N], new float[N]);
    activation.slope(slope, N, new float[N], new float[N]);
    DoubleUnaryOperator exact = x -> x * gate(activation, x);
    for (int i = 0; i < N; i++) {
      double x = points[i];
      double bound = 1e-6 * Math.max(1, Math.abs(x));
      assertThat((double) value[i]).as("f(%s)", x).isCloseTo(exact.applyAsDouble(x), within(bound));
      double h = 1e-4;
      double expected = (exact.applyAsDouble(x + h) - exact.applyAsDouble(x - h)) / (2 * h);
      assertThat((double) slope[i]).as("f'(%s)", x).isCloseTo(expected, within(bound + 1e-7));
    }
  }

  /** What x is multiplied by: Φ(x) or the logistic function. */
  private static double gate(SmoothActivation activation, double x) {
    return activation == SmoothActivation.GELU ? normal(x) : 1 / (1 + Math.exp(-x));
  }

  /** Φ(x) by its series Σ x^(2k+1) / (1 · 3 · 5 …) (Marsaglia 2004); far out it is 0 or 1. */
  private static double normal(double x) {
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > 1e-18; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
