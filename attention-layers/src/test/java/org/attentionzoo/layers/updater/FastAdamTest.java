package org.attentionzoo.layers.updater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.attentionzoo.layers.DebugLines;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.schedule.FixedSchedule;

class FastAdamTest {
  private static final double CLOSE = 1e-6;
  private static final int IN = 5;

  private static Adam paper() {
    return Adam.builder()
        .learningRateSchedule(new NoamSchedule(64, 10, 1))
        .beta1(0.9)
        .beta2(0.98)
        .epsilon(1e-9)
        .build();
  }

  @SuppressWarnings("rawtypes")
  private static void assertSameUpdates(Adam adam, DataType type, long n) {
    INDArray ours = Nd4j.create(type, 1, 2 * n);
    INDArray theirs = ours.dup();
    GradientUpdater fast = FastAdam.of(adam).instantiate(ours, true);
    GradientUpdater stock = adam.instantiate(theirs, true);
    for (int iteration = 0; iteration < 12; iteration++) {
      INDArray g = Nets.values(iteration, 1, n).castTo(type).muli(Math.pow(10, -iteration % 4));
      INDArray h = g.dup();
      fast.applyUpdater(g, iteration, 0);
      stock.applyUpdater(h, iteration, 0);
      Fixture.assertClose("update " + iteration, g, h, CLOSE);
      Fixture.assertClose("state " + iteration, ours, theirs, CLOSE);
    }
  }

  @Test
  void updatesAndStateAreThoseOfAdamForAnyLengthAndNumberOfThreads() {
    int before = ParallelRows.threads();
    try {
      for (int threads = 1; threads <= 3; threads++) {
        ParallelRows.setThreads(threads);
        for (long n : new long[] {1, 37, 2048, 20_001}) {
          assertSameUpdates(new Adam(1e-3), DataType.FLOAT, n);
          assertSameUpdates(paper(), DataType.FLOAT, n);
        }
      }
    } finally {
      ParallelRows.setThreads(before);
    }
  }

  /** Kingma and Ba 2015, algorithm 1, where gradients are so small that the place of ε shows. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aCorrectedEpsilonIsAddedToTheCorrectedMoment(DataType type) {
    double rate = 0.01;
    INDArray state = Nd4j.create(type, 1, 200);
    FastAdam corrected = new FastAdam(rate).withCorrectedEpsilon();
    GradientUpdater<?> updater = corrected.instantiate(state, true);
    double[] m = new double[100];
    double[] v = new double[100];
    boolean differs = false;
    for (int t = 1; t <= 12; t++) {
      INDArray g = Nets.values(t, 1, 100).muli(1e-7).castTo(type);
      INDArray gradient = g.dup();
      updater.applyUpdater(gradient, t - 1, 0);
      for (int i = 0; i < 100; i++) {
        double x = g.getDouble(i);
        m[i] = 0.9 * m[i] + 0.1 * x;
        v[i] = 0.999 * v[i] + 0.001 * x * x;
        double mean = m[i] / (1 - Math.pow(0.9, t));
        double square = v[i] / (1 - Math.pow(0.999, t));
        double expected = rate * mean / (Math.sqrt(square) + 1e-8);
        assertThat(gradient.getDouble(i)).as("update %d", t).isCloseTo(expected, within(1e-6));
        double other = rate * mean / (Math.sqrt(square) + 1e-8 / Math.sqrt(1 - Math.pow(0.999, t)));
        differs |= Math.abs(other - expected) > 1e-4;
      }
    }
    assertThat(differs).isTrue();
  }

  @Test
  void thePlaceOfEpsilonIsPartOfTheUpdater() {
    FastAdam corrected = FastAdam.of(paper()).withCorrectedEpsilon();
    assertThat(corrected.clone()).isEqualTo(corrected).hasSameHashCodeAs(corrected);
    assertThat(FastAdam.of(corrected)).isEqualTo(corrected).isNotEqualTo(FastAdam.of(paper()));
    assertThat(corrected.toString()).endsWith(", corrected)");
    ComputationGraphConfiguration conf = net(corrected).getConfiguration();
    assertThat(ComputationGraphConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
    assertThat(conf).isNotEqualTo(net(FastAdam.of(paper())).getConfiguration());
  }

  @Test
  void inDoubleAndWithoutKernelsAdamItselfRuns() {
    assertSameUpdates(paper(), DataType.DOUBLE, 100);
    try (DebugLines debug = new DebugLines()) {
      KernelParity.withoutKernels(
          () -> {
            assertSameUpdates(paper(), DataType.FLOAT, 100);
            return null;
          });
      assertThat(debug.ofKernels())
          .containsExactly("FastAdam of 100 parameters in FLOAT uses the kernels []");
    }
  }

  private static ComputationGraph net(Adam updater) {
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(updater)
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", new DenseLayer.Builder().nIn(IN).nOut(7).build(), "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(7)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "hidden")
                .setOutputs("out")
                .build());
    net.init();
    return net;
  }

  private static MultiDataSet data() {
    return new MultiDataSet(
        Nets.values(1, 4, IN).castTo(DataType.FLOAT), Nets.values(2, 4, 2).castTo(DataType.FLOAT));
  }

  private static void fit(ComputationGraph net, int steps) {
    for (int i = 0; i < steps; i++) {
      net.fit(data());
    }
  }

  @Test
  void oneBlockServesAllLayers() {
    ComputationGraph net = net(new FastAdam(paper().getLearningRateSchedule()));
    assertThat(net.getUpdater().getUpdaterBlocks()).hasSize(1);
  }

  @Test
  void aNetworkMayChangeBetweenAdamAndFastAdamInTheMiddle() {
    ComputationGraph stock = net(paper());
    fit(stock, 10);
    ComputationGraph mixed = net(FastAdam.of(paper()));
    fit(mixed, 5);
    ComputationGraph on = net(paper());
    on.params().assign(mixed.params());
    on.getUpdater().setStateViewArray(mixed.getUpdater().getStateViewArray().dup());
    on.getConfiguration().setIterationCount(5);
    fit(on, 5);
    Fixture.assertClose("parameters", on.params(), stock.params(), 1e-5);
    Fixture.assertClose(
        "state", on.getUpdater().getStateViewArray(), stock.getUpdater().getStateViewArray(), 1e-5);
  }

  @Test
  void aSavedNetworkTrainsOnExactly(@TempDir Path folder) throws Exception {
    ComputationGraph net = net(FastAdam.of(paper()));
    fit(net, 3);
    File zip = folder.resolve("net.zip").toFile();
    net.save(zip, true);
    ComputationGraph loaded = ComputationGraph.load(zip, true);
    fit(net, 3);
    fit(loaded, 3);
    assertThat(loaded.params()).isEqualTo(net.params());
  }

  @Test
  void survivesJsonWithItsSchedule() {
    FastAdam adam = FastAdam.of(paper());
    ComputationGraphConfiguration conf = net(adam).getConfiguration();
    String json = conf.toJson();
    assertThat(json).contains(FastAdam.class.getName());
    ComputationGraphConfiguration again = ComputationGraphConfiguration.fromJson(json);
    assertThat(again).isEqualTo(conf);
    ComputationGraph net = new ComputationGraph(again);
    net.init();
    assertThat(net.getLayer("hidden").getConfig().getUpdaterByParam("W")).isEqualTo(adam);
  }

  @Test
  void clonesAreEqualButAnAdamIsNot() {
    FastAdam adam = FastAdam.of(paper());
    assertThat(adam.clone()).isEqualTo(adam).isNotSameAs(adam).hasSameHashCodeAs(adam);
    assertThat(adam).isNotEqualTo(paper());
    assertThat(paper()).isNotEqualTo(adam);
    assertThat(adam).isNotEqualTo(new FastAdam(0.1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1})
  void numbersOutsideTheirRangeAreErrorsThatNameTheOption(double wrong) {
    assertRefused("learningRate must be", () -> new FastAdam(wrong));
    assertRefused("beta1 must be", () -> new FastAdam(0.1, wrong, 0.9, 1e-8));
    assertRefused("beta2 must be", () -> new FastAdam(0.1, 0.9, wrong, 1e-8));
    assertRefused("epsilon must be", () -> new FastAdam(0.1, 0.9, 0.9, wrong));
    assertRefused("beta1 must be", () -> new FastAdam(new FixedSchedule(0.1), wrong, 0.9, 1e-8));
    assertRefused("learningRate must be", () -> FastAdam.of(new Adam(wrong)));
    FastAdam set = new FastAdam(0.1); // DL4J's setters and JSON go past the constructor
    set.setBeta2(wrong);
    assertRefused("beta2 must be", () -> set.instantiate(Nd4j.zeros(1, 8), true));
  }

  private static void assertRefused(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void itsTextHasTheScheduleInPlaceOfARate() {
    assertThat(new FastAdam(0.5))
        .hasToString("FastAdam(learningRate=0.5, beta1=0.9, beta2=0.999, epsilon=1.0E-8)");
    assertThat(new FastAdam(new NoamSchedule(8, 10), 0.9, 0.98, 1e-9))
        .hasToString(
            "FastAdam(learningRate=NoamSchedule[modelSize=8, warmupSteps=10, factor=1.0],"
                + " beta1=0.9, beta2=0.98, epsilon=1.0E-9)");
  }
}
