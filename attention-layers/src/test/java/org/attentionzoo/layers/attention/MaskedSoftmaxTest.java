package org.attentionzoo.layers.attention;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.VertexRun;
import org.attentionzoo.layers.kernel.Softmax;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.PlanFunction.Call;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** At DL4J's border scores and weights are {@code [N, S, T]}; here N = 1, T = 1 or 2. */
class MaskedSoftmaxTest {

  private static final INDArray ALL = row(1, 1, 1);

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void onlyKeptPositionsShare(DataType type) {
    assertWeights(
        type, row(1, 2, 50), row(1, 1, 0), row(1 / (1 + Math.E), 1 / (1 + 1 / Math.E), 0));
    assertWeights(type, row(3, 3, 3), ALL, row(1 / 3.0, 1 / 3.0, 1 / 3.0));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aRowWithoutAnythingKeptIsZeros(DataType type) {
    assertWeights(type, row(1, -2, 1e9), row(0, 0, 0), row(0, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void hugeScoresNeitherOverflowNorVanish(DataType type) {
    assertWeights(type, row(1e30, 1e30, -1e30), ALL, row(0.5, 0.5, 0));
    assertWeights(type, row(-1e30, -1e30, -2e30), ALL, row(0.5, 0.5, 0));
    assertWeights(type, row(-2000, -2000, 2000), row(1, 1, 0), row(0.5, 0.5, 0));
  }

  private static void assertWeights(DataType type, INDArray scores, INDArray mask, INDArray want) {
    INDArray actual = run(type).forward(inputs(type, scores), null, mask.castTo(type));
    Fixture.assertClose("weights", actual, want.reshape('c', 1, 3, 1), 1e-6);
  }

  @Test
  void gradientsFollowTheFormulaAndStopAtTheMask() {
    VertexRun run = run(DataType.DOUBLE);
    run.forward(inputs(DataType.DOUBLE, row(0, 0, 9)), null, row(1, 1, 0));
    run.backward(Nd4j.createFromArray(new double[][][] {{{1}, {3}, {100}}}));
    INDArray gradient = run.inputGradient(0); // y (dy − Σ y dy): 0.5 (1 − 2), 0.5 (3 − 2), 0
    Fixture.assertClose("gradient", gradient.reshape('c', 1, 3), row(-0.5, 0.5, 0), 1e-12);

    run.forward(inputs(DataType.DOUBLE, row(0, 0, 9)), null, row(0, 0, 0));
    run.backward(Nd4j.createFromArray(new double[][][] {{{1}, {3}, {100}}}));
    assertThat(run.inputGradient(0).amaxNumber().doubleValue()).isZero();
  }

  @Test
  void weightsOfHeadsEqualTheKernelAndTheirGradientsFollowTheFormula() {
    for (boolean causal : new boolean[] {false, true}) {
      INDArray scores = Nets.values(1, 4, 2, 6, 6).castTo(DataType.FLOAT).mul(5);
      INDArray gradient = Nets.values(2, 4, 2, 6, 6).castTo(DataType.FLOAT);
      INDArray mask = Nets.mask(6, 6, 6, 3, 0).castTo(DataType.FLOAT);
      mask.putScalar(0, 2, 0); // a hole
      INDArray weights = Nd4j.create(DataType.FLOAT, scores.shape());
      INDArray slopes = Nd4j.create(DataType.FLOAT, scores.shape());
      PlanFunction.Instance step = new MaskedSoftmax.Step(causal).newInstance();
      INDArray[] inputs = {scores, mask};
      step.forward(inputs, new INDArray[] {weights}, new Pass(true, 0));
      step.backward(
          new Call(
              inputs,
              new INDArray[] {weights},
              new INDArray[] {gradient},
              new INDArray[] {slopes, null},
              new Pass(true, 0)));
      for (int block = 0; block < 8; block++) {
        float[] y = scores.reshape('c', 8, 36).getRow(block).dup().data().asFloat();
        float[] keep = mask.getRow(block / 2).dup().data().asFloat();
        Softmax.masked(y, keep, 6, 36, causal ? 1 : 6);
        float[] g = gradient.reshape('c', 8, 36).getRow(block).dup().data().asFloat();
        Softmax.gradient(y, g, 6, 36, 1);
        assertClose(weights, block, y);
        assertClose(slopes, block, g);
      }
    }
  }

  private static void assertClose(INDArray actual, int block, float[] expected) {
    INDArray row = actual.reshape('c', 8, 36).getRow(block);
    Fixture.assertClose("block " + block, row, Nd4j.createFromArray(expected), 1e-6);
  }

  @Test
  void veryNegativeScoresOfHeadsInDoubleAreNoNaN() {
    INDArray scores = Nd4j.valueArrayOf(new long[] {1, 1, 1, 2}, -5000.0, DataType.DOUBLE);
    INDArray weights = Nd4j.create(DataType.DOUBLE, 1, 1, 1, 2);
    new MaskedSoftmax.Step(false)
        .newInstance()
        .forward(
            new INDArray[] {scores, Nets.mask(2, 2)}, new INDArray[] {weights}, new Pass(false, 0));
    assertThat(weights.data().asDouble()).containsExactly(0.5, 0.5);
  }

  private static VertexRun run(DataType type) {
    return new VertexRun(
        Nets.withOutput(
            Nets.builder(type, "scores", "memory")
                .addVertex("softmax", new ScoresVertex(3), "scores", "memory"),
            3,
            "softmax"),
        "softmax");
  }

  /** Scores of one target position, {@code [1, S, 1]}, and a memory of their length. */
  private static INDArray[] inputs(DataType type, INDArray scores) {
    return new INDArray[] {
      scores.castTo(type).reshape('c', 1, 3, 1), Nd4j.zeros(type, 1, 1, 3),
    };
  }

  private static INDArray row(double... values) {
    return Nd4j.createFromArray(new double[][] {values});
  }
}
