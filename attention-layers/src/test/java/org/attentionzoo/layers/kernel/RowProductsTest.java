package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RowProductsTest {
  private static final int GAP = 3; // columns beside each matrix, which nobody may touch
  private static final float UNTOUCHED = 7;

  private final SplittableRandom random = new SplittableRandom(1);

  /** m, k, n: narrow ones and wide ones, with columns short and long, of odd sizes. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 2",
    "1, 7, 5",
    "1, 64, 256",
    "1, 65, 300",
    "1, 1100, 17",
    "2, 7, 33",
    "2, 64, 256",
    "2, 300, 270",
    "2, 1030, 129",
    "3, 33, 31",
    "4, 700, 300"
  })
  void equalsADoubleLoopWhateverTheLayout(int m, int k, int n) {
    for (int gap : new int[] {0, GAP}) {
      for (boolean tb : new boolean[] {false, true}) {
        for (float beta : new float[] {0, 1}) {
          check(m, k, n, gap, tb, beta);
        }
      }
    }
  }

  private void check(int m, int k, int n, int gap, boolean tb, float beta) {
    float[][] a = values(m, k + gap);
    float[][] b = tb ? values(n, k + gap) : values(k, n + gap);
    float[][] c = values(m, n + gap);
    for (float[] row : c) {
      Arrays.fill(row, n, n + gap, UNTOUCHED);
    }
    INDArray result = Nd4j.createFromArray(c);
    RowProducts.multiply(
        Matrix.of(Nd4j.createFromArray(a)).columns(0, k),
        Matrix.of(Nd4j.createFromArray(b)).columns(0, tb ? k : n),
        tb,
        beta,
        Matrix.of(result).columns(0, n));
    float[] actual = Matrix.elements(result);
    for (int r = 0; r < m; r++) {
      for (int j = 0; j < n + gap; j++) {
        double expected = j < n ? beta * c[r][j] : UNTOUCHED;
        for (int i = 0; j < n && i < k; i++) {
          expected += (double) a[r][i] * (tb ? b[j][i] : b[i][j]);
        }
        assertThat((double) actual[r * (n + gap) + j])
            .as(
                "[%d, %d] of %dx%dx%d, gap %d, transposed %s, beta %s",
                r, j, m, k, n, gap, tb, beta)
            .isCloseTo(expected, within(1e-6 * k + 1e-6));
      }
    }
  }

  private float[][] values(int rows, int columns) {
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) (random.nextDouble() - 0.5);
      }
    }
    return values;
  }
}
