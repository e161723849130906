package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.attentionzoo.layers.Fixture;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

class SoftmaxCrossEntropyTest {
  private static Targets targets(int... ids) {
    int tokens = (int) Arrays.stream(ids).filter(id -> id != Targets.PADDING).count();
    return new Targets(ids, tokens, ids.length);
  }

  @Test
  void lossesAreThoseOfPyTorch() {
    Fixture f = Fixture.load("cross_entropy_smoothed_masked");
    Targets targets = Targets.of(f.get("labels"), f.get("mask"), 3, 4, 7, "");
    INDArray logits = f.get("hidden").reshape(12, 5).mmul(f.get("W")).addRowVector(f.get("b"));
    double sum = Arrays.stream(SoftmaxCrossEntropy.losses(logits.dup('c'), targets, 0.1)).sum();
    assertThat(sum / targets.tokens()).isCloseTo(f.scalar("loss"), within(1e-12));

    INDArray gradient = logits.dup('c');
    SoftmaxCrossEntropy.lossesAndGradient(gradient, targets, 0.1, 1.0 / targets.tokens());
    Fixture.assertClose("grad_b", gradient.sum(0), f.get("grad_b"), 1e-12);
    SoftmaxCrossEntropy.softmax(logits);
    Fixture.assertClose("softmax", logits.reshape(3, 4, 7), f.get("out"), 1e-12);
  }

  @Test
  void logSoftmaxIsTheLogarithmOfSoftmax() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray logits = Nd4j.randn(type, 5, 13).muli(10);
      INDArray p = logits.dup();
      SoftmaxCrossEntropy.softmax(p);
      SoftmaxCrossEntropy.logSoftmax(logits);
      Fixture.assertClose("p", Transforms.exp(logits), p, 1e-6);
      Fixture.assertClose("sum", p.sum(1), Nd4j.ones(type, 5), 1e-6);
    }
  }

  @Test
  void theKernelsProbabilitiesAreTheSame() {
    Nd4j.getRandom().setSeed(3);
    INDArray hidden = Nd4j.randn(DataType.FLOAT, 67, 5).muli(4);
    hidden.getRow(66).muli(1e4); // e^x of the row itself would overflow
    INDArray table = Nd4j.randn(DataType.FLOAT, 1003, 5);
    INDArray bias = Nd4j.randn(DataType.FLOAT, 1, 1003);
    INDArray expected = hidden.mmul(table.transpose()).addRowVector(bias).dup('c');
    SoftmaxCrossEntropy.softmax(expected);
    INDArray out = Nd4j.createUninitialized(DataType.FLOAT, 67, 1003);
    SoftmaxRows.write(hidden, table, bias, out);
    Fixture.assertClose("with bias", out, expected, 1e-5);

    expected = hidden.mmul(table.transpose()).dup('c');
    SoftmaxCrossEntropy.softmax(expected);
    SoftmaxRows.write(hidden, table, null, out);
    Fixture.assertClose("without", out, expected, 1e-5);
  }

  @Test
  void aViewInTheMiddleOfALargerArrayIsWrittenInItsPlaceOnly() {
    INDArray whole = Nd4j.randn(DataType.FLOAT, 6, 4);
    INDArray before = whole.dup();
    INDArray view = whole.get(NDArrayIndex.interval(2, 4), NDArrayIndex.all());
    SoftmaxCrossEntropy.softmax(view);
    assertThat(whole.getRows(0, 1, 4, 5)).isEqualTo(before.getRows(0, 1, 4, 5));
    Fixture.assertClose("sum", whole.getRows(2, 3).sum(1), Nd4j.ones(2), 1e-6);
  }

  @Test
  void hugeLogitsStayFinite() {
    INDArray logits = Nd4j.createFromArray(new float[][] {{3e4f, -3e4f, 0}, {-1e5f, -1e5f, -1e5f}});
    double[] losses = SoftmaxCrossEntropy.lossesAndGradient(logits, targets(1, 2), 0, 1);
    assertThat(losses[0]).isCloseTo(6e4, within(1.0));
    assertThat(losses[1]).isCloseTo(Math.log(3), within(1e-4));
    Fixture.assertClose(
        "gradient",
        logits,
        Nd4j.createFromArray(new double[][] {{1, -1, 0}, {1 / 3., 1 / 3., 1 / 3. - 1}}),
        1e-6);
  }

  @Test
  void paddingRowsAreZeroEvenWhenTheirLogitsAreNaN() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{Double.NaN, 1}, {0, 0}});
    double[] losses =
        SoftmaxCrossEntropy.lossesAndGradient(logits, targets(Targets.PADDING, 0), 0.1, 1);
    assertThat(losses[0]).isZero();
    assertThat(logits.getRow(0).toDoubleVector()).containsOnly(0);
    assertThat(logits.getRow(1).toDoubleVector()).doesNotContain(0, Double.NaN);
  }

  @Test
  void aNaNLogitShowsInTheLoss() {
    INDArray logits = Nd4j.createFromArray(new float[][] {{0, Float.NaN, 1}});
    assertThat(SoftmaxCrossEntropy.losses(logits, targets(2), 0)[0]).isNaN();
  }
}
