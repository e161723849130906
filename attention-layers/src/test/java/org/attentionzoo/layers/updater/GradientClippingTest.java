package org.attentionzoo.layers.updater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientClippingTest {
  private final int threadsBefore = ParallelRows.threads();

  @AfterEach
  void resetThreads() {
    ParallelRows.setThreads(threadsBefore);
  }

  private static INDArray gradient(DataType type, long n) {
    return Nets.values(4, 1, n).castTo(type);
  }

  /** What DL4J does for ClipL2PerLayer, and for other types than FLOAT here, too. */
  private static INDArray clippedByNd4j(INDArray gradient, double maxNorm) {
    INDArray clipped = gradient.dup();
    double norm = clipped.norm2Number().doubleValue();
    return norm > maxNorm ? clipped.muli(maxNorm / norm) : clipped;
  }

  @Test
  void aLongerGradientIsShortenedToTheNormBitForBitOnAnyNumberOfThreads() {
    for (long n : new long[] {1, 511, 8192, 8193, 100_000}) {
      INDArray exact = gradient(DataType.FLOAT, n).castTo(DataType.DOUBLE);
      double maxNorm = exact.norm2Number().doubleValue() / 3;
      INDArray onOneThread = null;
      for (int threads = 1; threads <= 3; threads++) {
        ParallelRows.setThreads(threads);
        INDArray clipped = gradient(DataType.FLOAT, n);
        GradientClipping.clip(clipped, maxNorm);
        Fixture.assertClose(n + " values", clipped, clippedByNd4j(exact, maxNorm), 2e-7);
        onOneThread = onOneThread == null ? clipped : onOneThread;
        assertThat(clipped.toFloatVector())
            .as("%d threads", threads)
            .containsExactly(onOneThread.toFloatVector());
      }
    }
  }

  @Test
  void aShorterGradientStaysAsItIs() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray gradient = gradient(type, 20_000);
      double norm = gradient.castTo(DataType.DOUBLE).norm2Number().doubleValue();
      GradientClipping.clip(gradient, norm * 1.000001);
      assertThat(gradient.toDoubleVector())
          .containsExactly(gradient(type, 20_000).toDoubleVector());
    }
  }

  @Test
  void inDoubleTheResultIsThatOfNd4jBitForBit() {
    INDArray gradient = gradient(DataType.DOUBLE, 1000);
    INDArray expected = clippedByNd4j(gradient, 0.5);
    GradientClipping.clip(gradient, 0.5);
    assertThat(gradient.toDoubleVector()).containsExactly(expected.toDoubleVector());
    assertThat(gradient.norm2Number().doubleValue()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void whatIsNotFiniteEndsAsWithNd4j() {
    float[] odd = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e25f // its square is too large
    };
    for (float value : odd) {
      INDArray gradient = gradient(DataType.FLOAT, 100).putScalar(37, value);
      INDArray expected = clippedByNd4j(gradient, 0.5);
      GradientClipping.clip(gradient, 0.5);
      assertThat(gradient.toFloatVector())
          .as("%s", value)
          .containsExactly(expected.toFloatVector());
    }
  }

  @Test
  void aNormThatIsNoneIsAnError() {
    for (double norm : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> GradientClipping.clip(Nd4j.ones(4), norm))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("maxNorm must be ")
          .hasMessageEndingWith("but is " + norm);
    }
  }
}
