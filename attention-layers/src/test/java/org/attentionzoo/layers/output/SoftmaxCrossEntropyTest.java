package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.attentionzoo.layers.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

class SoftmaxCrossEntropyTest {
  static Stream<SoftmaxCrossEntropy> implementations() {
    return Stream.of(new JavaSoftmaxCrossEntropy(), new OpsSoftmaxCrossEntropy());
  }

  private static Targets targets(int... ids) {
    int tokens = (int) Arrays.stream(ids).filter(id -> id != Targets.PADDING).count();
    return new Targets(ids, tokens, ids.length);
  }

  @Test
  void theNativeCpuBackendGetsTheJavaKernel() {
    assertThat(SoftmaxCrossEntropy.forBackend()).isInstanceOf(JavaSoftmaxCrossEntropy.class);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void lossesAreThoseOfPyTorch(SoftmaxCrossEntropy loss) {
    Fixture f = Fixture.load("cross_entropy_smoothed_masked");
    Targets targets = Targets.of(f.get("labels"), f.get("mask"), 3, 4, 7, "");
    INDArray logits = f.get("hidden").reshape(12, 5).mmul(f.get("W")).addRowVector(f.get("b"));
    double sum = Arrays.stream(loss.losses(logits.dup('c'), targets, 0.1)).sum();
    assertThat(sum / targets.tokens()).isCloseTo(f.scalar("loss"), within(1e-12));

    INDArray gradient = logits.dup('c');
    loss.lossesAndGradient(gradient, targets, 0.1, 1.0 / targets.tokens());
    Fixture.assertClose("grad_b", gradient.sum(0), f.get("grad_b"), 1e-12);
    loss.softmax(logits);
    Fixture.assertClose("softmax", logits.reshape(3, 4, 7), f.get("out"), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void logSoftmaxIsTheLogarithmOfSoftmax(SoftmaxCrossEntropy loss) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray logits = Nd4j.randn(type, 5, 13).muli(10);
      INDArray p = logits.dup();
      loss.softmax(p);
      loss.logSoftmax(logits);
      Fixture.assertClose("p", Transforms.exp(logits), p, 1e-6);
      Fixture.assertClose("sum", p.sum(1), Nd4j.ones(type, 5), 1e-6);
    }
  }

  @Test
  void bothImplementationsAgreeOnLargeMatricesInFloatAndDouble() {
    Nd4j.getRandom().setSeed(3);
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      int rows = 67;
      int size = 1003;
      int[] ids = new int[rows];
      for (int r = 0; r < rows; r++) {
        ids[r] = r % 5 == 4 ? Targets.PADDING : (r * 37) % size;
      }
      INDArray logits = Nd4j.randn(type, rows, size).muli(4);
      INDArray other = logits.dup();
      double[] a = new JavaSoftmaxCrossEntropy().lossesAndGradient(logits, targets(ids), 0.1, 2);
      double[] b = new OpsSoftmaxCrossEntropy().lossesAndGradient(other, targets(ids), 0.1, 2);
      for (int r = 0; r < rows; r++) {
        assertThat(a[r]).isCloseTo(b[r], within(1e-5 * (1 + b[r])));
      }
      Fixture.assertClose("gradient", logits, other, 1e-5);
      assertThat(logits.getRow(4).norm1Number().doubleValue()).isZero();
      assertThat(logits.getRow(5).norm1Number().doubleValue()).isGreaterThan(0.1);
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aViewInTheMiddleOfALargerArrayIsWrittenInItsPlaceOnly(SoftmaxCrossEntropy loss) {
    INDArray whole = Nd4j.randn(DataType.FLOAT, 6, 4);
    INDArray before = whole.dup();
    INDArray view = whole.get(NDArrayIndex.interval(2, 4), NDArrayIndex.all());
    loss.softmax(view);
    assertThat(whole.getRows(0, 1, 4, 5)).isEqualTo(before.getRows(0, 1, 4, 5));
    Fixture.assertClose("sum", whole.getRows(2, 3).sum(1), Nd4j.ones(2), 1e-6);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void hugeLogitsStayFinite(SoftmaxCrossEntropy loss) {
    INDArray logits = Nd4j.createFromArray(new float[][] {{3e4f, -3e4f, 0}, {-1e5f, -1e5f, -1e5f}});
    double[] losses = loss.lossesAndGradient(logits, targets(1, 2), 0, 1);
    assertThat(losses[0]).isCloseTo(6e4, within(1.0));
    assertThat(losses[1]).isCloseTo(Math.log(3), within(1e-4));
    Fixture.assertClose(
        "gradient",
        logits,
        Nd4j.createFromArray(new double[][] {{1, -1, 0}, {1 / 3., 1 / 3., 1 / 3. - 1}}),
        1e-6);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void paddingRowsAreZeroEvenWhenTheirLogitsAreNaN(SoftmaxCrossEntropy loss) {
    INDArray logits = Nd4j.createFromArray(new double[][] {{Double.NaN, 1}, {0, 0}});
    double[] losses = loss.lossesAndGradient(logits, targets(Targets.PADDING, 0), 0.1, 1);
    assertThat(losses[0]).isZero();
    assertThat(logits.getRow(0).toDoubleVector()).containsOnly(0);
    assertThat(logits.getRow(1).toDoubleVector()).doesNotContain(0, Double.NaN);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aNaNLogitShowsInTheLoss(SoftmaxCrossEntropy loss) {
    INDArray logits = Nd4j.createFromArray(new float[][] {{0, Float.NaN, 1}});
    assertThat(loss.losses(logits, targets(2), 0)[0]).isNaN();
  }

  @Test
  void otherLayoutsAndTypesAreRefused() {
    SoftmaxCrossEntropy loss = new JavaSoftmaxCrossEntropy();
    assertThatThrownBy(() -> loss.softmax(Nd4j.ones(3, 2).transpose()))
        .hasMessageContaining("'c' ordered");
    assertThatThrownBy(() -> loss.softmax(Nd4j.ones(DataType.INT, 3, 2)))
        .hasMessageContaining("INT");
  }
}
