package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.attentionzoo.layers.precision.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ProductsTest {
  /** bf16 has 8 bits; int8 has 7 and a scale. */
  private static final double CLOSE = 1.0 / 128;

  private final int threads = ParallelRows.threads();

  @AfterEach
  void restoreThreads() {
    ParallelRows.setThreads(threads);
  }

  private static INDArray random(long rows, long columns) {
    return Nd4j.randn(DataType.FLOAT, rows, columns).dup('c');
  }

  /** Of the whole: a single element may be a small difference of large numbers. */
  private static double error(INDArray actual, INDArray expected) {
    return actual.sub(expected).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
  }

  private static INDArray product(INDArray a, boolean ta, INDArray b, boolean tb) {
    return (ta ? a.transpose() : a).mmul(tb ? b.transpose() : b).dup('c');
  }

  private static Factors factors(Precision precision, boolean decoding) {
    assumeTrue(Factors.available(precision), "this processor has no " + precision);
    return decoding
        ? Factors.ofDecoding(precision, DataType.FLOAT, false)
        : Factors.ofTraining(precision, DataType.FLOAT);
  }

  @ParameterizedTest
  @CsvSource({"8,16,16", "64,33,70", "9,700,300", "130,70,33", "257,17,300", "512,130,40"})
  void bf16IsCloseForEveryTranspositionAndThreadCount(int m, int n, int k) {
    Factors factors = factors(Precision.BF16, false);
    for (int threads = 1; threads <= 3; threads++) {
      ParallelRows.setThreads(threads);
      for (boolean ta : new boolean[] {false, true}) {
        for (boolean tb : new boolean[] {false, true}) {
          INDArray a = ta ? random(k, m) : random(m, k);
          INDArray b = tb ? random(n, k) : random(k, n);
          INDArray c = random(m, n);
          INDArray expected = product(a, ta, b, tb);
          INDArray sum = expected.add(c);
          try (Factor x = factors.of(Matrix.of(a));
              Factor y = factors.of(Matrix.of(b))) {
            Products.gemm(x, ta, y, tb, 1, Matrix.of(c));
            assertThat(error(c, sum)).isBetween(1e-6, CLOSE);
            Products.gemm(x, ta, y, tb, 0, Matrix.of(c));
            assertThat(error(c, expected)).isBetween(1e-6, CLOSE);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BF16,1,16,16",
    "BF16,3,70,33",
    "BF16,64,300,200",
    "BF16,61,129,64",
    "BF16,130,33,700",
    "BF16,65,9000,20",
    "INT8,65,9000,20",
    "INT8,1,16,16",
    "INT8,3,70,33",
    "INT8,64,300,200",
    "INT8,61,129,64",
    "INT8,130,33,700",
    "BF16,72,8000,20",
    "INT8,72,8000,20",
    "INT8,64,320,200"
  })
  void packedWeightsAreClose(Precision precision, int m, int n, int k) {
    for (int threads = 1; threads <= 3; threads++) {
      ParallelRows.setThreads(threads);
      try (Factors factors = factors(precision, true)) {
        for (boolean transposed : new boolean[] {false, true}) {
          INDArray x = random(m, k);
          INDArray w = transposed ? random(n, k) : random(k, n);
          INDArray bias = random(1, n);
          INDArray y = random(m, n);
          INDArray expected = product(x, false, w, transposed);
          INDArray sum = expected.add(y);
          Factor weight = factors.weight(Matrix.of(w));
          try (Factor rows = factors.of(Matrix.of(x))) {
            Products.gemm(rows, false, weight, transposed, 1, Matrix.of(y));
            assertThat(error(y, sum)).isBetween(1e-6, 4 * CLOSE);
            Products.gemm(rows, false, weight, transposed, 0, Matrix.of(y));
            assertThat(error(y, expected)).isBetween(1e-6, 4 * CLOSE);
            if (!transposed) {
              Products.affine(rows, weight, Matrix.of(bias), Matrix.of(y));
              assertThat(error(y, expected.addRowVector(bias))).isBetween(1e-6, 4 * CLOSE);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BF16,61,320", "BF16,64,300", "INT8,61,320", "INT8,64,320", "INT8,64,300"})
  void aResultThatIsPartOfAMatrixLeavesTheRestAlone(Precision precision, int m, int n) {
    ParallelRows.setThreads(1);
    try (Factors factors = factors(precision, true)) {
      INDArray x = random(m, 40);
      INDArray w = random(40, n);
      for (int gap : new int[] {0, 20}) {
        INDArray whole = Nd4j.valueArrayOf(new long[] {m + 8, gap + n + gap}, 7f, DataType.FLOAT);
        Matrix part = Matrix.of(whole).rows(0, m).columns(gap, gap + n);
        Products.multiply(factors.of(Matrix.of(x)), factors.weight(Matrix.of(w)), part);
        INDArray written = whole.get(interval(0, m), interval(gap, gap + n));
        assertThat(error(written, x.mmul(w))).isBetween(1e-6, 4 * CLOSE);
        written.assign(7);
        assertThat(whole.minNumber().doubleValue()).isEqualTo(7);
        assertThat(whole.maxNumber().doubleValue()).isEqualTo(7);
      }
    }
  }

  /** As many columns as a table has tokens are packed in slices. */
  @ParameterizedTest
  @EnumSource(names = {"BF16", "INT8"})
  void everyColumnIsInASlice(Precision precision) {
    for (int threads = 1; threads <= 3; threads++) {
      ParallelRows.setThreads(threads);
      for (boolean transposed : new boolean[] {false, true}) {
        try (Factors factors = factors(precision, true)) {
          INDArray x = Nd4j.ones(DataType.FLOAT, 65, 20);
          INDArray w = Nd4j.ones(DataType.FLOAT, transposed ? 9000 : 20, transposed ? 20 : 9000);
          INDArray y = Nd4j.zeros(DataType.FLOAT, 65, 9000);
          Factor weight = factors.weight(Matrix.of(w));
          Products.gemm(factors.of(Matrix.of(x)), false, weight, transposed, 0, Matrix.of(y));
          assertThat(y.minNumber().doubleValue()).isCloseTo(20, within(1e-3));
          assertThat(y.maxNumber().doubleValue()).isCloseTo(20, within(1e-3));
        }
      }
    }
  }

  /** As a table's rows have lengths of their own, and a sentence's states. */
  @Test
  void int8ScalesEachRowAndEachColumn() {
    Factors factors = factors(Precision.INT8, true);
    INDArray x = random(20, 64);
    INDArray w = random(64, 48);
    for (int i = 0; i < 20; i++) {
      x.getRow(i).muli(Math.pow(2, i - 10));
    }
    for (int j = 0; j < 48; j++) {
      w.getColumn(j).muli(Math.pow(2, 10 - j));
    }
    INDArray y = random(20, 48);
    try (Factor rows = factors.of(Matrix.of(x))) {
      Products.multiply(rows, factors.weight(Matrix.of(w)), Matrix.of(y));
    }
    INDArray expected = product(x, false, w, false);
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 48; j++) {
        double most =
            x.getRow(i).norm2Number().doubleValue() * w.getColumn(j).norm2Number().doubleValue();
        assertThat(Math.abs(y.getDouble(i, j) - expected.getDouble(i, j)))
            .isLessThan(2 * CLOSE * most);
      }
    }
  }

  @Test
  void int8KeepsZerosAndShowsWhatIsNotFinite() {
    Factors factors = factors(Precision.INT8, true);
    INDArray x = Nd4j.zeros(DataType.FLOAT, 3, 32);
    x.putScalar(1, 7, Float.NaN);
    x.putScalar(2, 7, Float.POSITIVE_INFINITY);
    INDArray y = random(3, 32);
    try (Factor rows = factors.of(Matrix.of(x))) {
      Products.multiply(rows, factors.weight(Matrix.of(random(32, 32))), Matrix.of(y));
    }
    assertThat(y.getRow(0).toFloatVector()).containsOnly(0f);
    assertThat(y.getRow(1).toFloatVector()).containsOnly(Float.NaN);
    assertThat(y.getRow(2).toFloatVector()).containsOnly(Float.NaN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BF16", "INT8"})
  void aWeightThatHasChangedCountsFromTheNextBeginningOn(Precision precision) {
    changedWeight(factors(precision, true));
    if (precision == Precision.BF16) {
      changedWeight(factors(precision, false));
    }
  }

  private static void changedWeight(Factors factors) {
    INDArray x = random(16, 32);
    INDArray w = random(32, 32);
    INDArray y = random(16, 32);
    factors.begin();
    INDArray before = multiply(factors, x, w, y);
    w.putScalar(31, 31, w.getFloat(31, 31) + 10);
    assertThat(multiply(factors, x, w, y)).isEqualTo(before);
    factors.begin();
    assertThat(error(multiply(factors, x, w, y), product(x, false, w, false)))
        .isLessThan(4 * CLOSE);
  }

  private static INDArray multiply(Factors factors, INDArray x, INDArray w, INDArray y) {
    try (Factor rows = factors.of(Matrix.of(x))) {
      Products.multiply(rows, factors.weight(Matrix.of(w)), Matrix.of(y));
    }
    return y.dup();
  }

  /** The float product is as fast there. */
  @Test
  void fewRowsOfTrainingAreFloats() {
    Factors factors = factors(Precision.BF16, false);
    INDArray x = random(7, 32);
    INDArray w = random(32, 32);
    INDArray y = random(7, 32);
    INDArray floats = random(7, 32);
    Gemm.multiply(Matrix.of(x), Matrix.of(w), Matrix.of(floats));
    assertThat(multiply(factors, x, w, y)).isEqualTo(floats);
  }

  @Test
  void float32IsGemm() {
    INDArray x = random(70, 40);
    INDArray w = random(40, 30);
    INDArray bias = random(1, 30);
    INDArray y = random(70, 30);
    INDArray expected = random(70, 30);
    Gemm.affine(Matrix.of(x), Matrix.of(w), bias.toFloatVector(), Matrix.of(expected));
    Factors factors = Factors.ofTraining(Precision.FLOAT32, DataType.FLOAT);
    Products.affine(
        factors.of(Matrix.of(x)), factors.weight(Matrix.of(w)), Matrix.of(bias), Matrix.of(y));
    assertThat(y).isEqualTo(expected);
    assertThat(Factors.ofTraining(Precision.INT8, DataType.FLOAT)).isSameAs(Factors.FLOAT32);
  }

  @Test
  void whatIsOfNoUseIsFloat32() {
    for (Precision precision : Precision.values()) {
      assertThat(Factors.ofDecoding(precision, DataType.DOUBLE, false)).isSameAs(Factors.FLOAT32);
      assertThat(Factors.ofTraining(precision, DataType.DOUBLE)).isSameAs(Factors.FLOAT32);
      assertThat(Factors.ofDecoding(precision, DataType.FLOAT, false) == Factors.FLOAT32)
          .isEqualTo(precision == Precision.FLOAT32 || !Factors.available(precision));
    }
    assertThat(Factors.available(Precision.FLOAT32)).isTrue();
  }

  @Test
  void sizesThatDoNotGoTogetherAreRefused() {
    Factor x = Factors.FLOAT32.of(Matrix.of(random(3, 4)));
    Factor w = Factors.FLOAT32.weight(Matrix.of(random(5, 6)));
    Matrix y = Matrix.of(random(3, 6));
    assertThatThrownBy(() -> Products.multiply(x, w, y))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot multiply [3, 4] with [5, 6]");
  }
}
