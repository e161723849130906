package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.ops.transforms.Transforms;

class TiedTokenOutputTest {
  private static final int D = OutputNets.D;
  private static final int V = OutputNets.V;

  private static ComputationGraph net(
      NeuralNetConfiguration.Builder global,
      IUpdater tableUpdater,
      UnaryOperator<TiedTokenOutput.Builder> options) {
    return OutputNets.init(
        TiedTokenOutput.addTo(
                global
                    .graphBuilder()
                    .addInputs("in")
                    .setInputTypes(InputType.recurrent(OutputNets.IN))
                    .addVertex("table", new TestTable(V, D, tableUpdater), "in")
                    .addLayer(
                        "rnn",
                        new LSTM.Builder().nOut(D).activation(Activation.TANH).build(),
                        "in"),
                "out",
                options.apply(new TiedTokenOutput.Builder().nOut(V)).build(),
                "rnn",
                "table")
            .setOutputs("out")
            .build());
  }

  static ComputationGraph net(DataType type, IUpdater updater) {
    return net(OutputNets.global(type, updater), updater, b -> b.labelSmoothing(0.1));
  }

  private static MultiDataSet data(DataType type, int n, int t, int... lengths) {
    return OutputNets.data(type, n, t, lengths);
  }

  @Test
  void scoreOutputAndOneStepAreThoseOfPyTorch() {
    Fixture f = Fixture.load("tied_cross_entropy");
    ComputationGraph net =
        OutputNets.init(
            TiedTokenOutput.addTo(
                    OutputNets.global(DataType.DOUBLE, new Sgd(1))
                        .graphBuilder()
                        .addInputs("in")
                        .setInputTypes(InputType.recurrent(4))
                        .addVertex("table", new TestTable(6, 4, new Sgd(1)), "in"),
                    "out",
                    new TiedTokenOutput.Builder().nOut(6).labelSmoothing(0.1).build(),
                    "in",
                    "table")
                .setOutputs("out")
                .build());
    net.getVertex("table").paramTable(false).get("W").assign(f.get("table"));
    net.setParam("out_b", f.get("b").reshape(1, 6));
    MultiDataSet data =
        new MultiDataSet(
            new INDArray[] {f.sequence("hidden")},
            new INDArray[] {f.get("labels", DataType.INT32)},
            null,
            new INDArray[] {f.get("mask")});
    assertThat(net.score(data)).isCloseTo(f.scalar("loss"), within(1e-10));
    f.assertEquals("out", net.outputSingle(f.sequence("hidden")).permute(0, 2, 1));
    net.fit(data);
    f.assertEquals(
        "grad_table", f.get("table").sub(net.getVertex("table").paramTable(false).get("W")));
    f.assertEquals("grad_b", f.get("b").sub(net.getParam("out_b").reshape(6)));
  }

  @Test
  void gradientsOfTableBiasAndHiddenStatesAreRight() {
    MultiDataSet earlier = data(DataType.DOUBLE, 2, 6);
    ComputationGraph net = net(DataType.DOUBLE, new NoOp());
    assertThat(net.params().length()).isEqualTo(net.getLayer("rnn").numParams() + V * D + V);
    GradientChecks.of(net, data(DataType.DOUBLE, 3, 4, 4, 2, 0)).afterFitting(earlier).check();
    ComputationGraph noBias =
        net(OutputNets.global(DataType.DOUBLE, new NoOp()), new NoOp(), b -> b.hasBias(false));
    assertThat(noBias.getLayer("out").numParams()).isZero();
    GradientChecks.of(noBias, data(DataType.DOUBLE, 2, 3)).check();
  }

  @Test
  void isTheUntiedLayerWithWEqualToTheTransposedTable() {
    ComputationGraph tied = net(DataType.DOUBLE, new NoOp());
    ComputationGraph untied =
        OutputNets.net(OutputNets.global(DataType.DOUBLE, new NoOp()), b -> b.labelSmoothing(0.1));
    for (String param : new String[] {"rnn_W", "rnn_RW", "rnn_b", "out_b"}) {
      untied.setParam(param, tied.getParam(param));
    }
    untied.setParam("out_W", tied.getVertex("table").paramTable(false).get("W").transpose());
    MultiDataSet data = data(DataType.DOUBLE, 2, 3, 3, 1);
    assertThat(tied.score(data)).isCloseTo(untied.score(data), within(1e-12));
    Fixture.assertClose(
        "per example", tied.scoreExamples(data, true), untied.scoreExamples(data, true), 1e-12);
    Fixture.assertClose(
        "output",
        tied.outputSingle(data.getFeatures(0)),
        untied.outputSingle(data.getFeatures(0)),
        1e-12);
    INDArray hidden = Nd4j.randn(DataType.DOUBLE, 2, D);
    INDArray logP = TokenScorer.of(tied, "out").logProbabilities(hidden);
    Fixture.assertClose("logP", logP, TokenScorer.of(untied, "out").logProbabilities(hidden), 1e-9);
    Fixture.assertClose("sum", Transforms.exp(logP).sum(1), Nd4j.ones(DataType.DOUBLE, 2), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENABLED", "NONE"})
  void trainsAlikeInEveryWorkspaceMode(String mode) {
    ComputationGraph net = net(DataType.FLOAT, new Adam(0.05));
    ComputationGraph reference = net(DataType.FLOAT, new Adam(0.05));
    net.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.valueOf(mode));
    net.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.valueOf(mode));
    MultiDataSet[] batches = {
      data(DataType.FLOAT, 4, 6, 6, 2, 3, 1), data(DataType.FLOAT, 1, 1), data(DataType.FLOAT, 3, 8)
    };
    double before = net.score(batches[0]);
    for (int i = 0; i < 30; i++) {
      net.fit(batches[i % 3]);
      reference.fit(batches[i % 3]);
    }
    assertThat(net.params()).isEqualTo(reference.params());
    assertThat(net.score(batches[0])).isLessThan(before - 0.1);
  }

  @Test
  void theConfigurationSurvivesJsonAndTheNetZipAndClone(@TempDir Path folder) throws Exception {
    ComputationGraph net = net(DataType.FLOAT, new Adam(0.1));
    String json = net.getConfiguration().toJson();
    ComputationGraphConfiguration back = ComputationGraphConfiguration.fromJson(json);
    assertThat(back.toJson()).isEqualTo(json);
    assertThat(back).isEqualTo(net.getConfiguration());
    MultiDataSet data = data(DataType.FLOAT, 3, 4, 4, 3, 1);
    net.fit(data);
    File zip = folder.resolve("net.zip").toFile();
    net.save(zip, true);
    ComputationGraph loaded = ComputationGraph.load(zip, true);
    assertThat(loaded.getVertex("out")).isInstanceOf(TiedTokenOutputVertexRuntime.class);
    assertThat(net.clone().score(data)).isEqualTo(net.score(data));
    assertThat(loaded.score(data)).isEqualTo(net.score(data));
    net.fit(data);
    loaded.fit(data);
    assertThat(loaded.params()).isEqualTo(net.params());
  }

  @Test
  void theGlobalConfigurationReachesTheBias() {
    ComputationGraph net =
        net(
            OutputNets.global(DataType.DOUBLE, new Sgd(1))
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(1e-3),
            new Sgd(1),
            b -> b);
    INDArray before = net.getParam("out_b").dup();
    net.fit(data(DataType.DOUBLE, 2, 3));
    assertThat(before.sub(net.getParam("out_b")).norm2Number().doubleValue())
        .isCloseTo(1e-3, within(1e-9));
  }

  @Test
  void summaryShowsBothInputs() {
    ComputationGraph net = net(DataType.FLOAT, new Adam(0.1));
    assertThat(net.summary()).contains("TiedTokenOutputLayerRuntime").contains("[rnn, table]");
  }

  @Test
  void survivesTransferLearningWithFrozenLayersBelow() {
    ComputationGraph net = net(DataType.FLOAT, new Sgd(0.5));
    MultiDataSet data = data(DataType.FLOAT, 2, 3);
    net.fit(data);
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Sgd(0.1)).seed(1).build())
            .setFeatureExtractor("rnn")
            .build();
    INDArray rnn = tuned.getLayer("rnn").params().dup();
    double before = tuned.score(data);
    assertThat(before).isEqualTo(net.score(data));
    tuned.fit(data);
    assertThat(tuned.getLayer("rnn").params()).isEqualTo(rnn);
    assertThat(tuned.score(data)).isLessThan(before);
    assertThatThrownBy(() -> tuned.getVertex("out").setLayerAsFrozen())
        .hasMessageContaining("\"out\" cannot be frozen");
  }

  @Test
  void canBeReplacedInTransferLearning() {
    ComputationGraph net = net(DataType.FLOAT, new Sgd(0.5));
    TiedTokenOutput plain = new TiedTokenOutput.Builder().nIn(D).nOut(V).hasBias(false).build();
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(new FineTuneConfiguration.Builder().seed(1).build())
            .removeVertexAndConnections("out")
            .addVertex(
                "out",
                TiedTokenOutput.vertex(
                    OutputNets.global(DataType.FLOAT, new Sgd(0.1)), "out", plain),
                "rnn",
                "table")
            .setOutputs("out")
            .build();
    assertThat(tuned.params().length()).isEqualTo(net.params().length() - V);
    MultiDataSet data = data(DataType.FLOAT, 2, 3);
    double before = tuned.score(data);
    tuned.fit(data);
    assertThat(tuned.score(data)).isLessThan(before);
  }

  @Test
  void aTableOfTheWrongShapeIsNamed() {
    ComputationGraph net =
        OutputNets.init(
            TiedTokenOutput.addTo(
                    OutputNets.global(DataType.FLOAT, new NoOp())
                        .graphBuilder()
                        .addInputs("in")
                        .setInputTypes(InputType.recurrent(4))
                        .addVertex("table", new TestTable(7, 4, new NoOp()), "in"),
                    "out",
                    new TiedTokenOutput.Builder().nOut(6).build(),
                    "in",
                    "table")
                .setOutputs("out")
                .build());
    assertThatThrownBy(() -> net.output(Nd4j.ones(2, 4, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("table has shape [7, 4], expected [6, 4]")
        .hasMessageContaining("layer name: out");
    assertThatThrownBy(() -> TokenScorer.of(net, "out").logProbabilities(Nd4j.ones(2, 4)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"table\"")
        .hasMessageContaining("[6, 4]");
  }
}
