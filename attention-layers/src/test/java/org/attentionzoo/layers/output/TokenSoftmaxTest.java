package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.Slope;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TokenSoftmaxTest {
  private static final int R = 7;
  private static final int D = 3;
  private static final int V = 11;
  private static final double SMOOTHING = 0.1;
  private static final double SCALE = 0.7;
  private static final Targets TARGETS =
      new Targets(new int[] {3, Targets.PADDING, 0, 10, 5, Targets.PADDING, 3}, 5, R);

  /** What the mathematics is of. */
  private record Arguments(INDArray hidden, INDArray table, INDArray bias) {
    static Arguments of(DataType type, int seed) {
      return new Arguments(
          Nets.values(seed, R, D).muli(2).castTo(type),
          Nets.values(seed + 1, V, D).castTo(type),
          Nets.values(seed + 2, 1, V).castTo(type));
    }
  }

  /** All that it says of them. */
  private record Results(
      INDArray logits,
      INDArray probabilities,
      double[] losses,
      double[] lossesWithGradients,
      TokenSoftmax.Gradients gradients,
      float[][] rows) {}

  private static Results run(TokenSoftmax softmax, Arguments x) {
    DataType type = x.hidden().dataType();
    INDArray logits = Nd4j.create(type, R, V);
    softmax.logits(x.hidden(), x.table(), x.bias(), logits);
    INDArray probabilities = Nd4j.create(type, R, V);
    softmax.probabilities(x.hidden(), x.table(), x.bias(), probabilities);
    float[][] rows = new float[R][];
    try (RowScorer scorer = softmax.rows(x::table, x::bias, "", DecodingFactors.FLOAT32)) {
      scorer.begin();
      scorer.score(x.hidden(), (row, scores) -> rows[row] = scores.logProbabilities());
    }
    TokenSoftmax.Gradients gradients =
        new TokenSoftmax.Gradients(
            Nd4j.create(type, V, D), Nd4j.create(type, 1, V), Nd4j.create(type, R, D));
    return new Results(
        logits,
        probabilities,
        softmax.losses(x.hidden(), x.table(), x.bias(), TARGETS, SMOOTHING),
        softmax.lossesAndGradients(
            x.hidden(), x.table(), x.bias(), TARGETS, SMOOTHING, SCALE, gradients),
        gradients,
        rows);
  }

  private static void assertClose(Results actual, Results expected, double tolerance) {
    Fixture.assertClose("logits", actual.logits(), expected.logits(), tolerance);
    Fixture.assertClose("p", actual.probabilities(), expected.probabilities(), tolerance);
    Fixture.assertClose("losses", of(actual.losses()), of(expected.losses()), tolerance);
    Fixture.assertClose(
        "losses", of(actual.lossesWithGradients()), of(expected.losses()), tolerance);
    TokenSoftmax.Gradients a = actual.gradients();
    TokenSoftmax.Gradients e = expected.gradients();
    Fixture.assertClose("dE", a.table(), e.table(), tolerance);
    Fixture.assertClose("db", a.bias(), e.bias(), tolerance);
    Fixture.assertClose("dx", a.hidden(), e.hidden(), tolerance);
    Fixture.assertClose("rows", of(actual.rows()), of(expected.rows()), tolerance);
  }

  private static INDArray of(double[] values) {
    return Nd4j.createFromArray(values);
  }

  private static INDArray of(float[][] values) {
    return Nd4j.createFromArray(values).castTo(DataType.DOUBLE);
  }

  @Test
  void isOneForANetworkWithKernelsAndOneWithout() {
    assertThat(TokenSoftmax.of(DataType.FLOAT, Precision.FLOAT32)).isInstanceOf(FloatSoftmax.class);
    assertThat(TokenSoftmax.of(DataType.DOUBLE, Precision.FLOAT32)).isInstanceOf(OpsSoftmax.class);
    assertThat(
            KernelParity.withoutKernels(() -> TokenSoftmax.of(DataType.FLOAT, Precision.FLOAT32)))
        .isInstanceOf(OpsSoftmax.class);
  }

  @Test
  void theKernelsSayWhatTheOperationsSay() {
    try (TokenSoftmax ops = new OpsSoftmax();
        TokenSoftmax floats = new FloatSoftmax(Precision.FLOAT32)) {
      Results expected = run(ops, Arguments.of(DataType.DOUBLE, 1));
      assertClose(run(floats, Arguments.of(DataType.FLOAT, 1)), expected, 1e-5);
      assertClose(run(ops, Arguments.of(DataType.FLOAT, 1)), expected, 1e-5);
    }
  }

  /** Nothing of another call shows, of other arguments or of none. */
  @Test
  void onlyTheArgumentsCount() {
    for (TokenSoftmax softmax : List.of(new OpsSoftmax(), new FloatSoftmax(Precision.FLOAT32))) {
      Results alone = run(softmax, Arguments.of(DataType.FLOAT, 1));
      run(softmax, Arguments.of(DataType.FLOAT, 20));
      assertClose(run(softmax, Arguments.of(DataType.FLOAT, 1)), alone, 0);
      softmax.close();
      assertClose(run(softmax, Arguments.of(DataType.FLOAT, 1)), alone, 0);
      softmax.close();
    }
  }

  @Test
  void theGradientsOfTheOperationsAreTheSlopesOfTheLosses() {
    TokenSoftmax softmax = new OpsSoftmax();
    Arguments x = Arguments.of(DataType.FLOAT, 1);
    TokenSoftmax.Gradients gradients = run(softmax, x).gradients();
    DoubleSupplier loss =
        () ->
            SCALE
                * Arrays.stream(softmax.losses(x.hidden(), x.table(), x.bias(), TARGETS, SMOOTHING))
                    .sum();
    Slope.check("hidden", x.hidden(), gradients.hidden(), loss);
    Slope.check("table", x.table(), gradients.table(), loss);
    Slope.check("bias", x.bias(), gradients.bias(), loss);
  }

  @Test
  void theDefinitionHoldsForARowByHand() {
    INDArray x = Nd4j.createFromArray(new double[][] {{1, 2}});
    INDArray table = Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {1, 1}});
    INDArray bias = Nd4j.createFromArray(0.5, 0, -1);
    // z = (1.5, 2, 2): loss = log Σ e^z - Σ q_j z_j, q = (0.7 + 0.1, 0.1, 0.1)
    double normalizer = Math.log(Math.exp(1.5) + 2 * Math.exp(2));
    double[] losses =
        new OpsSoftmax().losses(x, table, bias, new Targets(new int[] {0}, 1, 1), 0.3);
    assertThat(losses[0]).isCloseTo(normalizer - (0.8 * 1.5 + 0.1 * 2 + 0.1 * 2), within(1e-12));
  }
}
