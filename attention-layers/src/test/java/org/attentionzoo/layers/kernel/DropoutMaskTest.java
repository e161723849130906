package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutMaskTest {
  private static float[] mask(double rate, long seed, int first, int n) {
    float[] mask = new float[n];
    new DropoutMask(rate, seed).draw(first, n, mask);
    return mask;
  }

  /** One by one, by its definition. */
  @Test
  void anElementIsKeptIfItsRandomNumberIsHighEnough() {
    float[] mask = mask(0.3, 9, 40, 2500);
    for (int j = 0; j < mask.length; j++) {
      boolean kept = Randoms.bits(9, 40 + j) >= (int) (0.3 * Integer.MAX_VALUE);
      assertThat(mask[j]).isEqualTo(kept ? (float) (1 / 0.7) : 0);
    }
  }

  @Test
  void keptElementsGrowByTheInverseOfTheirShare() {
    assertThat(mask(0.2, 7, 0, 1000)).containsOnly(0f, 1.25f);
  }

  @Test
  void dropsTheShareItIsTold() {
    int n = 200_000;
    for (double rate : new double[] {0.1, 0.5, 0.9}) {
      int dropped = 0;
      for (float factor : mask(rate, 3, 0, n)) {
        dropped += factor == 0 ? 1 : 0;
      }
      double deviation = Math.sqrt(rate * (1 - rate) / n);
      assertThat((double) dropped / n).isCloseTo(rate, within(5 * deviation));
    }
  }

  @Test
  void rateZeroKeepsAll() {
    assertThat(mask(0, 11, 0, 100_000)).containsOnly(1f);
  }

  @Test
  void anElementDependsOnSeedAndIndexAlone() {
    float[] whole = mask(0.5, 5, 0, 500);
    assertThat(mask(0.5, 5, 123, 200)).containsExactly(Arrays.copyOfRange(whole, 123, 323));
    assertThat(mask(0.5, 6, 0, 500)).isNotEqualTo(whole);
    assertThat(mask(0.5, 5L << 32, 0, 500)).isNotEqualTo(mask(0.5, 6L << 32, 0, 500));
  }

  @Test
  void applyMultipliesByTheMask() {
    for (int n : new int[] {6, 2500}) {
      float[] mask = mask(0.3, 9, 40, n);
      float[] x = new float[n + 1];
      Arrays.fill(x, 3);
      new DropoutMask(0.3, 9).apply(x, 40, n, new float[n]);
      for (int j = 0; j < n; j++) {
        assertThat(x[j]).isEqualTo(3 * mask[j]);
      }
      assertThat(x[n]).as("behind them").isEqualTo(3f);
    }
  }

  @Test
  void drawsNoMoreThanItIsAskedFor() {
    float[] mask = new float[2501];
    mask[2500] = 7;
    new DropoutMask(0.3, 9).draw(40, 2500, mask);
    assertThat(mask[2500]).isEqualTo(7);
    assertThatThrownBy(() -> new DropoutMask(0.3, 9).draw(40, 2502, mask))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("2502 factors in 2501");
  }
}
