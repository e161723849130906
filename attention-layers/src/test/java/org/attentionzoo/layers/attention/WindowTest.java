package org.attentionzoo.layers.attention;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.VertexRun;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** With queries of zeros a dot score is 0 everywhere, so the weights show the window alone. */
class WindowTest {

  private static final int SIZE = AttentionNets.SIZE;

  @Test
  void globalWeightsAreUniformOverTheSentence() {
    INDArray weights = weights(Window.global(), 1, 4, 3);
    assertRow(weights, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0);
  }

  @Test
  void localMonotonicWeightsMoveWithTheTargetAndEndWithTheSentence() {
    INDArray weights = weights(Window.localMonotonic(1), 5, 5, 4);
    assertRow(weights, 0, 0.5, 0.5, 0, 0, 0);
    assertRow(weights, 1, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0, 0);
    assertRow(weights, 3, 0, 0, 0.5, 0.5, 0);
    assertRow(weights, 4, 0, 0, 0, 1, 0); // only position 3 of [3, 5] is real
  }

  @Test
  void beyondTheSourceALocalMonotonicWindowIsEmptyAndYieldsZeros() {
    INDArray weights = weights(Window.localMonotonic(1), 5, 2, 2);
    assertRow(weights, 2, 0, 1);
    assertRow(weights, 3, 0, 0);
    assertRow(weights, 4, 0, 0);
  }

  @Test
  void localPredictiveWeightsCentreOnHalfTheRealLengthForAZeroPrediction() {
    // sigmoid(0) = 1/2, so p = 4 / 2 = 2 whatever the padding; sigma = D / 2 = 1
    INDArray weights = weights(Window.localPredictive(2), 1, 7, 4);
    double one = Math.exp(-0.5) / 4;
    double two = Math.exp(-2) / 4;
    assertRow(weights, 0, two, one, 0.25, one, 0, 0, 0);
  }

  private static void assertRow(INDArray weights, int target, double... expected) {
    Fixture.assertClose(
        "weights of target " + target,
        weights.slice(0).getRow(target),
        Nd4j.createFromArray(expected),
        1e-6);
  }

  /** {@code [1, T, S]} for a source of which only the first positions are real. */
  private static INDArray weights(Window window, int t, int s, int real) {
    ComputationGraph net =
        Nets.withOutput(
            Nets.builder(DataType.FLOAT, "query", "memory")
                .addVertex(
                    "attention",
                    AttentionNets.vertex(new Alignment(new Dot(), window)),
                    "query",
                    "memory"),
            SIZE,
            "attention");
    INDArray query = Nd4j.zeros(DataType.FLOAT, 1, SIZE, t);
    INDArray memory = Nets.values(1, 1, SIZE, s).castTo(DataType.FLOAT);
    INDArray[] inputs = {query, memory};
    new VertexRun(net, "attention")
        .forward(inputs, null, Nets.mask(s, real).castTo(DataType.FLOAT));
    INDArray weights = AttentionNets.runtime(net).exposed(Attention.WEIGHTS);
    assertThat(weights.shape()).containsExactly(1, t, s);
    return weights;
  }
}
