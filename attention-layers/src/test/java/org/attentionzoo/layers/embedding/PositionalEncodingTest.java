package org.attentionzoo.layers.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class PositionalEncodingTest {

  private static final int D = 6;

  @Test
  void sinusoidalPositionsFollowThePapersFormulaAtAnyLength() {
    ComputationGraph net = net(sinusoidal());
    for (int length : new int[] {5, 200, 3}) {
      INDArray x = Nets.values(1, 2, D, length);
      INDArray added = net.feedForward(x, false).get("x").sub(x); // [N, d, T]
      int t = length - 1;
      for (int k = 0; k < D; k++) {
        double angle = t / Math.pow(10000, (k - k % 2) / (double) D);
        double expected = k % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        assertThat(added.getDouble(1, k, t)).isCloseTo(expected, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "halves8, 8, HALVES, 0",
    "halves7, 7, HALVES, 0",
    "fairseq8, 8, TENSOR2TENSOR, 2",
    "fairseq7, 7, TENSOR2TENSOR, 2"
  })
  void otherLayoutsEqualThoseOfOtherImplementations(
      String name, int size, SinusoidLayout layout, long first) {
    PositionalEncoding layer =
        new PositionalEncoding.Builder().size(size).sinusoidal(layout, first).build();
    ComputationGraph net =
        Nets.withOutput(Nets.builder(DataType.DOUBLE, "in").addLayer("x", layer, "in"), size, "x");
    INDArray added = net.feedForward(Nd4j.zeros(DataType.DOUBLE, 1, size, 9), false).get("x");
    INDArray expected = Fixture.load("sinusoids").get(name); // [T, d]
    Fixture.assertClose(name, added.reshape(size, 9).transpose(), expected, 1e-6);
    assertThat(Nets.throughJson(net).getConfiguration()).isEqualTo(net.getConfiguration());
  }

  @Test
  void gradientsAreRightAfterAnotherLength() {
    for (PositionalEncoding layer : new PositionalEncoding[] {sinusoidal(), halves(), learned(8)}) {
      GradientChecks.of(net(layer), data(2, 5)).afterFitting(data(3, 2), data(1, 7)).check();
    }
  }

  private static MultiDataSet data(int n, int t) {
    return new MultiDataSet(Nets.values(1, n, D, t), Nets.values(2, n, 2, t));
  }

  @Test
  void learnedPositionsAreTheRowsOfTheParameter() {
    ComputationGraph net = net(learned(4));
    INDArray x = Nets.values(1, 2, D, 3);
    INDArray added = net.feedForward(x, false).get("x").sub(x);
    INDArray rows =
        net.getParam("x_P").get(NDArrayIndex.interval(0, 3), NDArrayIndex.all()); // [T, d]
    for (int n = 0; n < 2; n++) {
      Fixture.assertClose("row " + n, added.slice(n), rows.transpose(), 1e-12);
    }
    assertThatThrownBy(() -> net.output(Nets.values(1, 1, D, 5)))
        .hasMessageContaining("length 5")
        .hasMessageContaining("maximum length 4");
    assertThat(learned(4).longest("x")).isEqualTo(4);
    assertThat(sinusoidal().longest("x")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void stepsEqualTheWholeSentence() {
    for (PositionalEncoding layer : new PositionalEncoding[] {sinusoidal(), halves(), learned(8)}) {
      ComputationGraph net = net(layer);
      INDArray x = Nets.values(5, 2, D, 3);
      INDArray whole = net.feedForward(x, false).get("x");
      Stepper stepper = ((PlannedLayerRuntime) net.getLayer("x")).stepper();
      stepper.begin(2, Map.of(), Map.of());
      for (int t = 0; t < 3; t++) {
        INDArray now = Nd4j.create(DataType.DOUBLE, 2, 1, D);
        now.get(NDArrayIndex.all(), NDArrayIndex.point(0), NDArrayIndex.all())
            .assign(x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t)));
        INDArray expected =
            whole.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t));
        Fixture.assertClose("step " + t, stepper.step(now).reshape(2, D), expected, 1e-12);
      }
    }
  }

  @Test
  void optionsSurviveJsonAndBadOnesAreNamed() {
    for (PositionalEncoding layer : new PositionalEncoding[] {sinusoidal(), learned(8)}) {
      ComputationGraph net = net(layer);
      assertThat(Nets.throughJson(net).getConfiguration()).isEqualTo(net.getConfiguration());
    }
    assertThatThrownBy(() -> new PositionalEncoding.Builder().build())
        .hasMessageContaining("size must be at least 1, but is 0");
    assertThatThrownBy(
            () ->
                new PositionalEncoding.Builder()
                    .size(D)
                    .sinusoidal(SinusoidLayout.HALVES, -1)
                    .build())
        .hasMessageContaining("first position must be at least 0, but is -1");
    assertThatThrownBy(() -> learned(0)).hasMessageContaining("at least 1, but is 0");
  }

  private static PositionalEncoding sinusoidal() {
    return new PositionalEncoding.Builder().size(D).build();
  }

  private static PositionalEncoding halves() {
    return new PositionalEncoding.Builder().size(D).sinusoidal(SinusoidLayout.HALVES, 3).build();
  }

  private static PositionalEncoding learned(long maxLength) {
    return new PositionalEncoding.Builder().size(D).learned(maxLength).build();
  }

  private static ComputationGraph net(PositionalEncoding layer) {
    return Nets.withOutput(Nets.builder(DataType.DOUBLE, "in").addLayer("x", layer, "in"), D, "x");
  }
}
