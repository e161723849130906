package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReduceTest {
  private static float[] random(int n, long seed) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  @Test
  void sumsMaximaAndProductsEqualThePlainLoopForEveryLength() {
    float[] x = random(40, 1);
    float[] y = random(40, 2);
    for (int from : new int[] {0, 3}) {
      for (int n = 0; n <= 35; n++) {
        double sum = 0;
        double dot = 0;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
          sum += x[i];
          dot += x[i] * y[i + 1];
          max = Math.max(max, x[i]);
        }
        assertThat((double) Reduce.sum(x, from, from + n)).isCloseTo(sum, within(1e-5));
        assertThat((double) Reduce.dot(x, from, y, from + 1, n)).isCloseTo(dot, within(1e-5));
        assertThat(Reduce.max(x, from, from + n)).isEqualTo(max);
      }
    }
  }

  @Test
  void nothingHasSumZeroAndMaximumMinusInfinity() {
    assertThat(Reduce.sum(new float[0], 0, 0)).isZero();
    assertThat(Reduce.dot(new float[0], 0, new float[0], 0, 0)).isZero();
    assertThat(Reduce.max(new float[0], 0, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void aNanIsNotLost() {
    for (int place = 0; place < 11; place++) {
      float[] x = random(11, 3);
      x[place] = Float.NaN;
      assertThat(Reduce.sum(x, 0, 11)).isNaN();
      assertThat(Reduce.max(x, 0, 11)).isNaN();
      assertThat(Reduce.dot(x, 0, random(11, 4), 0, 11)).isNaN();
    }
  }
}
