package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutMaskTest {
  private static float[] mask(double rate, long seed, int first, int n) {
    float[] mask = new float[n];
    new DropoutMask(rate, seed).fill(first, mask);
    return mask;
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
  void applyMultipliesByWhatFillSays() {
    float[] mask = mask(0.3, 9, 40, 6);
    float[] x = {1, 2, 3, 4, 5, 6, 7};
    new DropoutMask(0.3, 9).apply(x, 40, 6, new int[6]);
    for (int j = 0; j < 6; j++) {
      assertThat(x[j]).isEqualTo((j + 1) * mask[j]);
    }
    assertThat(x[6]).as("behind them").isEqualTo(7f);
  }

  @Test
  void longRowsAreMultipliedByWhatFillSays() {
    float[] x = new float[2500];
    Arrays.fill(x, 1);
    new DropoutMask(0.3, 9).apply(x, 40, 2500, new int[2500]);
    assertThat(x).containsExactly(mask(0.3, 9, 40, 2500));
  }

  @Test
  void aMaskThatIsDrawnOnceServesSeveralArrays() {
    float[] mask = mask(0.3, 9, 40, 2500);
    float[] x = new float[2500];
    Arrays.fill(x, 3);
    float[] z = new float[2500];
    int[] bits = new int[2501];
    bits[2500] = 7;
    new DropoutMask(0.3, 9).draw(40, 2500, bits);
    DropoutMask.multiply(x, bits, z, 2500);
    assertThat(x).containsOnly(3f);
    DropoutMask.multiply(x, bits, 2500);
    for (int j = 0; j < 2500; j++) {
      assertThat(z[j]).isEqualTo(3 * mask[j]);
    }
    assertThat(x).isEqualTo(z);
    assertThat(bits[2500]).isEqualTo(7);
  }
}
