package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FastExpTest {
  private static float[] exp(float... x) {
    FastExp.exp(x, 0, x.length);
    return x;
  }

  @Test
  void keepsItsStatedErrorBoundOverTheWholeRange() {
    int n = 2_000_003;
    float[] in = new float[n];
    for (int i = 0; i < n; i++) {
      in[i] = -87f + 175f * i / (n - 1);
    }
    float[] out = exp(in.clone());
    double worst = 0;
    for (int i = 0; i < n; i++) {
      double exact = Math.exp(in[i]);
      worst = Math.max(worst, Math.abs(out[i] - exact) / exact);
    }
    assertThat(worst).isPositive().isLessThanOrEqualTo(FastExp.MAX_RELATIVE_ERROR);
  }

  @Test
  void isExactAtZeroAndClampsBeyondTheRange() {
    assertThat(exp(0f, -0f)).containsExactly(1f, 1f);
    assertThat(exp(-1000f, Float.NEGATIVE_INFINITY, -87f)).containsOnly(exp(-87f)[0]);
    assertThat(exp(1000f)[0]).isFinite().isEqualTo(exp(88f)[0]);
  }

  @Test
  void nanStaysNan() {
    assertThat(exp(Float.NaN)[0]).isNaN();
  }

  @Test
  void touchesOnlyItsRange() {
    float[] x = {1, 1, 1, 1};
    FastExp.exp(x, 1, 3);
    assertThat(x[0]).isEqualTo(1f);
    assertThat(x[3]).isEqualTo(1f);
    assertThat(x[1]).isEqualTo(x[2]).isGreaterThan(2.7f);
  }
}
