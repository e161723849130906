package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxTest {
  private static final int ROWS = 3;

  private static float[] random(int n, long seed) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (5 * random.nextGaussian());
    }
    return x;
  }

  private static double[] exact(float[] x, int from, int size) {
    double[] y = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      y[i] = Math.exp(x[from + i]);
      sum += y[i];
    }
    for (int i = 0; i < size; i++) {
      y[i] /= sum;
    }
    return y;
  }

  private static void softmax(float[] x, int size, int n) {
    Softmax.exponentials(x, size, n);
    Softmax.normalize(x, size, n);
  }

  @Test
  void eachRowHasItsOwnSumAndGradientAndWhatFollowsStaysAsItIs() {
    for (int size : new int[] {1, 2, 7, 64, 2000}) {
      int n = ROWS * size;
      float[] x = random(n + 1, size);
      float[] y = x.clone();
      softmax(y, size, n);
      float[] above = random(n + 1, 99);
      float[] g = above.clone();
      Softmax.gradient(y, g, size, n, 0.5f);
      for (int from = 0; from < n; from += size) {
        double[] expected = exact(x, from, size);
        double mean = 0;
        for (int i = 0; i < size; i++) {
          assertThat(y[from + i]).isCloseTo((float) expected[i], within(1e-6f));
          mean += expected[i] * above[from + i];
        }
        for (int i = 0; i < size; i++) {
          double slope = 0.5 * expected[i] * (above[from + i] - mean);
          assertThat(g[from + i]).isCloseTo((float) slope, within(1e-5f));
        }
      }
      assertThat(y[n]).isEqualTo(x[n]);
      assertThat(g[n]).isEqualTo(above[n]);
    }
  }

  @Test
  void largeNumbersDoNotOverflow() {
    float[] x = {3e38f, 3e38f, -3e38f};
    softmax(x, 3, 3);
    assertThat(x).containsExactly(new float[] {0.5f, 0.5f, 0}, within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMaskedRowIsTheSoftmaxOfWhatIsKeptAndNotAhead(boolean causal) {
    float[][] masks = {{1, 1, 1, 1, 1}, {1, 1, 1, 0, 0}, {1, 0, 1, 0, 0}, {0, 1, 0, 0, 1}};
    int size = 5;
    int first = 1; // the rows are queries 1, 2 and 3
    for (float[] keep : masks) {
      float[] x = random(ROWS * size, 5);
      float[] y = x.clone();
      Softmax.masked(y, keep, size, y.length, causal ? first + 1 : size);
      for (int row = 0; row < ROWS; row++) {
        int seen = causal ? first + row + 1 : size;
        double sum = 0;
        for (int i = 0; i < seen; i++) {
          sum += keep[i] * Math.exp(x[row * size + i]);
        }
        for (int i = 0; i < size; i++) {
          double e = i < seen ? keep[i] * Math.exp(x[row * size + i]) : 0;
          assertThat(y[row * size + i]).isCloseTo((float) (e / sum), within(1e-6f));
        }
      }
    }
  }

  @Test
  void whatIsDroppedMayBeAnythingAndARowWithNothingIsZeros() {
    float[] x = {-1e30f, Float.NaN, Float.POSITIVE_INFINITY, -2e30f};
    Softmax.masked(x, new float[] {1, 0, 0, 0}, 4, 4, 4);
    assertThat(x).containsExactly(1, 0, 0, 0);
    float[] nothing = {1, Float.NaN, 3, 4};
    Softmax.masked(nothing, new float[2], 2, 4, 2);
    assertThat(nothing).containsOnly(0);
  }
}
