package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class GemmTest {
  private final int threads = ParallelRows.threads();

  @AfterEach
  void restoreThreads() {
    ParallelRows.setThreads(threads);
  }

  private static INDArray random(long rows, long columns) {
    return Nd4j.randn(DataType.FLOAT, rows, columns).dup('c');
  }

  private static INDArray product(INDArray a, boolean ta, INDArray b, boolean tb) {
    INDArray x = (ta ? a.transpose() : a).castTo(DataType.DOUBLE);
    return x.mmul((tb ? b.transpose() : b).castTo(DataType.DOUBLE));
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    double error = actual.castTo(DataType.DOUBLE).sub(expected).amaxNumber().doubleValue();
    assertThat(error / expected.amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "3,5,7",
    "1,300,64",
    "2,33,70",
    "4,700,300",
    "300,1,64",
    "130,70,33",
    "70,130,33",
    "257,16,300",
    "130,512,40",
    "512,130,40",
    "700,600,40"
  })
  void equalsTheDoubleProductForEveryTranspositionAndThreadCount(int m, int n, int k) {
    for (int threads = 1; threads <= 3; threads++) {
      ParallelRows.setThreads(threads);
      for (boolean ta : new boolean[] {false, true}) {
        for (boolean tb : new boolean[] {false, true}) {
          INDArray a = ta ? random(k, m) : random(m, k);
          INDArray b = tb ? random(n, k) : random(k, n);
          INDArray c = random(m, n);
          INDArray before = c.dup().castTo(DataType.DOUBLE);
          INDArray expected = product(a, ta, b, tb);
          Gemm.gemm(Matrix.of(a), ta, Matrix.of(b), tb, 1, Matrix.of(c));
          assertClose(c, expected.add(before));
          Gemm.gemm(Matrix.of(a), ta, Matrix.of(b), tb, 0, Matrix.of(c));
          assertClose(c, expected);
        }
      }
    }
  }

  /** Its native code comes along for this platform. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "x86_64"})
  void oneDnnTakesPartOnLinuxUnlessItIsLeftOut() {
    boolean leftOut = "false".equalsIgnoreCase(System.getProperty(OneDnn.PROPERTY));
    assertThat(OneDnn.available()).isEqualTo(!leftOut);
  }

  @Test
  void betaZeroOverwritesNan() {
    INDArray c = Nd4j.valueArrayOf(new long[] {40, 40}, Float.NaN, DataType.FLOAT);
    INDArray a = random(40, 8);
    INDArray b = random(8, 40);
    Gemm.multiply(Matrix.of(a), Matrix.of(b), Matrix.of(c));
    assertClose(c, product(a, false, b, false));
  }

  @Test
  void partsOfAMatrixAreEnough() {
    INDArray qkv = random(50, 3 * 16); // three matrices side by side
    INDArray w = random(16, 20);
    INDArray c = Nd4j.zeros(DataType.FLOAT, 50, 60);
    Gemm.multiply(Matrix.of(qkv).columns(16, 32), Matrix.of(w), Matrix.of(c).columns(20, 40));
    INDArray middle = qkv.get(NDArrayIndex.all(), NDArrayIndex.interval(16, 32)).dup('c');
    INDArray expected = Nd4j.zeros(DataType.DOUBLE, 50, 60);
    expected
        .get(NDArrayIndex.all(), NDArrayIndex.interval(20, 40))
        .assign(product(middle, false, w, false));
    assertClose(c, expected);
  }

  @Test
  void nothingToComputeIsNoError() {
    INDArray a = random(4, 3);
    INDArray c = random(4, 5);
    Matrix none = Matrix.of(c).columns(2, 2);
    Gemm.multiply(Matrix.of(a), Matrix.of(random(3, 5)).columns(2, 2), none);
    assertThat(none.columns()).isZero();
  }

  @Test
  void sizesThatDoNotGoTogetherAreNamed() {
    assertThatThrownBy(
            () ->
                Gemm.multiply(
                    Matrix.of(random(2, 3)), Matrix.of(random(4, 5)), Matrix.of(random(2, 5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot multiply [2, 3] with [4, 5] into [2, 5]");
  }
}
