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
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.ops.transforms.Transforms;

class TokenOutputLayerTest {
  private static final UnaryOperator<TokenOutputLayer.Builder> PLAIN = UnaryOperator.identity();

  private static ComputationGraph doubleNet(UnaryOperator<TokenOutputLayer.Builder> options) {
    return OutputNets.net(OutputNets.global(DataType.DOUBLE, new NoOp()), options);
  }

  private static MultiDataSet doubles(int n, int t, int... lengths) {
    return OutputNets.data(DataType.DOUBLE, n, t, lengths);
  }

  private static MultiDataSet floats(int n, int t, int... lengths) {
    return OutputNets.data(DataType.FLOAT, n, t, lengths);
  }

  @Test
  void scoreOutputAndOneStepAreThoseOfPyTorch() {
    for (String name : new String[] {"cross_entropy", "cross_entropy_smoothed_masked"}) {
      Fixture f = Fixture.load(name);
      ComputationGraph net =
          OutputNets.bare(
              OutputNets.global(DataType.DOUBLE, new Sgd(1)),
              5,
              new TokenOutputLayer.Builder().nOut(7).labelSmoothing(f.scalar("smoothing")).build());
      net.setParam("out_W", f.get("W"));
      net.setParam("out_b", f.get("b").reshape(1, 7));
      MultiDataSet data =
          new MultiDataSet(
              new INDArray[] {f.sequence("hidden")},
              new INDArray[] {f.get("labels", DataType.INT32)},
              null,
              new INDArray[] {f.get("mask")});
      assertThat(net.score(data)).isCloseTo(f.scalar("loss"), within(1e-10));
      f.assertEquals("out", net.outputSingle(f.sequence("hidden")).permute(0, 2, 1));
      net.fit(data);
      assertThat(net.score()).isCloseTo(f.scalar("loss"), within(1e-10));
      f.assertEquals("grad_W", f.get("W").sub(net.getParam("out_W")));
      f.assertEquals("grad_b", f.get("b").sub(net.getParam("out_b").reshape(7)));
    }
  }

  @Test
  void theEpsilonIsThatOfPyTorchTimesTheBatchSize() {
    Fixture f = Fixture.load("cross_entropy_smoothed_masked");
    ComputationGraph net =
        OutputNets.bare(
            OutputNets.global(DataType.DOUBLE, new NoOp()),
            5,
            new TokenOutputLayer.Builder().nOut(7).labelSmoothing(0.1).build());
    net.setParam("out_W", f.get("W"));
    net.setParam("out_b", f.get("b").reshape(1, 7));
    net.initGradientsView();
    TokenOutputRuntime layer = (TokenOutputRuntime) net.getLayer("out");
    layer.setInput(f.sequence("hidden"), none());
    layer.setLabels(f.get("labels"));
    layer.setMaskArray(f.get("mask"));
    INDArray epsilon = layer.backpropGradient(null, none()).getSecond();
    f.assertEquals("grad_hidden", epsilon.permute(0, 2, 1).div(3));
  }

  private static LayerWorkspaceMgr none() {
    return LayerWorkspaceMgr.noWorkspaces();
  }

  @Test
  void gradientsAreThoseOfTheMeanOverRealTokens() {
    GradientChecks.of(doubleNet(PLAIN), doubles(3, 4)).check();
    GradientChecks.of(doubleNet(b -> b.labelSmoothing(0.1)), doubles(3, 4, 4, 2, 0))
        .afterFitting(doubles(2, 6), doubles(1, 2, 1))
        .check();
    GradientChecks.of(doubleNet(b -> b.hasBias(false).labelSmoothing(0.3)), doubles(1, 1)).check();
  }

  @Test
  void gradientsAreRightWithoutDivisionByTheBatchSizeAndWithRegularization() {
    ComputationGraph net =
        OutputNets.net(
            OutputNets.global(DataType.DOUBLE, new NoOp()).miniBatch(false).l2(0.3).l1(0.2), PLAIN);
    GradientChecks.of(net, doubles(3, 4, 4, 2, 1)).check();
    ComputationGraph divided =
        OutputNets.net(OutputNets.global(DataType.DOUBLE, new NoOp()).l2(0.3), PLAIN);
    GradientChecks.of(divided, doubles(3, 4, 4, 2, 1)).check();
  }

  @Test
  void aBatchOfPaddingOnlyScoresZeroAndChangesNothing() {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new Sgd(1)), PLAIN);
    INDArray before = net.params().dup();
    MultiDataSet data = floats(2, 3, 0, 0);
    net.fit(data);
    assertThat(net.score()).isZero();
    assertThat(net.score(data)).isZero();
    assertThat(net.params()).isEqualTo(before);
    assertThat(net.scoreExamples(data, false).toFloatVector()).containsExactly(0, 0);
  }

  @Test
  void scoreIsTheMeanOverRealTokensAndExamplesScoreAsIfAlone() {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.DOUBLE, new NoOp()), PLAIN);
    MultiDataSet data = doubles(2, 4, 4, 1);
    INDArray examples = net.scoreExamples(data, false);
    assertThat(examples.shape()).containsExactly(2, 1);
    assertThat(net.score(data))
        .isCloseTo((4 * examples.getDouble(0) + examples.getDouble(1)) / 5, within(1e-12));
    assertThat(net.score(data, true)).isCloseTo(net.score(data, false), within(1e-12));
  }

  @Test
  void regularizationIsPartOfTheScore() {
    ComputationGraph net =
        OutputNets.net(OutputNets.global(DataType.DOUBLE, new NoOp()).l2(0.5), PLAIN);
    MultiDataSet data = doubles(2, 3);
    double term = net.calcRegularizationScore(true);
    assertThat(term).isPositive();
    INDArray with = net.scoreExamples(data, true);
    INDArray without = net.scoreExamples(data, false);
    Fixture.assertClose("term", with.sub(without), Nd4j.ones(2, 1).mul(term), 1e-6);
    assertThat(net.score(data)).isCloseTo(term + without.meanNumber().doubleValue(), within(1e-9));
    double before = net.score(data);
    net.fit(data);
    assertThat(net.score()).isCloseTo(before, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENABLED", "NONE"})
  void trainsAlikeInEveryWorkspaceModeAndOrderOfLengths(String mode) {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new Adam(0.05)), PLAIN);
    net.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.valueOf(mode));
    net.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.valueOf(mode));
    ComputationGraph reference =
        OutputNets.net(OutputNets.global(DataType.FLOAT, new Adam(0.05)), PLAIN);
    MultiDataSet[] batches = {floats(4, 6, 6, 2, 3, 1), floats(1, 1), floats(3, 9, 9, 9, 2)};
    for (int i = 0; i < 30; i++) {
      net.fit(batches[i % 3]);
      reference.fit(batches[i % 3]);
    }
    assertThat(net.params()).isEqualTo(reference.params());
    assertThat(net.score(batches[0])).isLessThan(1.4);
    assertThat(net.output(batches[2].getFeatures(0))[0].shape()).containsExactly(3, 5, 9);
  }

  @Test
  void outputIsProbabilitiesAndTheInputLayoutDoesNotMatter() {
    ComputationGraph net =
        OutputNets.bare(
            OutputNets.global(DataType.FLOAT, new NoOp()),
            4,
            new TokenOutputLayer.Builder().nOut(6).build());
    INDArray rows = Nd4j.randn(DataType.FLOAT, 2, 3, 4);
    INDArray out = net.outputSingle(rows.permute(0, 2, 1));
    Fixture.assertClose("copy", net.outputSingle(rows.permute(0, 2, 1).dup('c')), out, 1e-7);
    Fixture.assertClose("'f'", net.outputSingle(rows.permute(0, 2, 1).dup('f')), out, 1e-7);
    Fixture.assertClose("sum", out.sum(1), Nd4j.ones(2, 3), 1e-6);
  }

  @Test
  void logProbabilitiesAreThoseOfTheOutput() {
    ComputationGraph net =
        OutputNets.bare(
            OutputNets.global(DataType.DOUBLE, new NoOp()),
            4,
            new TokenOutputLayer.Builder().nOut(6).biasInit(0.5).build());
    INDArray hidden = Nd4j.randn(DataType.DOUBLE, 3, 4);
    INDArray logP = TokenScorer.of(net, "out").logProbabilities(hidden);
    INDArray p = net.outputSingle(hidden.reshape(3, 4, 1)).reshape(3, 6);
    Fixture.assertClose("p", Transforms.exp(logP), p, 1e-12);
    assertThatThrownBy(() -> TokenScorer.of(net, "in")).hasMessageContaining("no token output");
    assertThatThrownBy(() -> TokenScorer.of(net, "out").logProbabilities(Nd4j.ones(3, 5)))
        .hasMessageContaining("[3, 5], expected [R, 4]");
  }

  @Test
  void theConfigurationSurvivesJson() {
    ComputationGraph net =
        OutputNets.net(
            OutputNets.global(DataType.FLOAT, new Adam(0.1)),
            b -> b.labelSmoothing(0.2).hasBias(false));
    String json = net.getConfiguration().toJson();
    ComputationGraphConfiguration back = ComputationGraphConfiguration.fromJson(json);
    assertThat(back).isEqualTo(net.getConfiguration());
    assertThat(back.toJson()).isEqualTo(json);
    ComputationGraph again = OutputNets.init(back);
    TokenOutputLayer layer = (TokenOutputLayer) again.getLayer("out").conf().getLayer();
    assertThat(layer.getLabelSmoothing()).isEqualTo(0.2);
    assertThat(layer.hasBias()).isFalse();
    assertThat(layer)
        .isNotEqualTo(new TokenOutputLayer.Builder().nIn(4).nOut(5).labelSmoothing(0.1).build());
    assertThat(again.numParams()).isEqualTo(net.numParams());
  }

  @Test
  void aSavedNetLoadsAndTrainsOnExactly(@TempDir Path folder) throws Exception {
    ComputationGraph net =
        OutputNets.net(
            OutputNets.global(DataType.FLOAT, new Adam(0.1)), b -> b.labelSmoothing(0.1));
    MultiDataSet data = floats(3, 4, 4, 3, 1);
    net.fit(data);
    File zip = folder.resolve("net.zip").toFile();
    net.save(zip, true);
    ComputationGraph loaded = ComputationGraph.load(zip, true);
    ComputationGraph copy = net.clone(); // DL4J's clone starts to count iterations anew
    copy.getConfiguration().setIterationCount(net.getIterationCount());
    for (ComputationGraph other : new ComputationGraph[] {loaded, copy}) {
      assertThat(other.score(data)).isEqualTo(net.score(data));
    }
    net.fit(data);
    loaded.fit(data);
    copy.fit(data);
    assertThat(loaded.params()).isEqualTo(net.params());
    assertThat(copy.params()).isEqualTo(net.params());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void rowsAreReadWithTheSameLogProbabilities(DataType type) {
    TokenOutputLayer layer = new TokenOutputLayer.Builder().nOut(300).biasInit(0.5).build();
    ComputationGraph net = OutputNets.bare(OutputNets.global(type, new NoOp()), 4, layer);
    net.getParam("out_b").addi(Nd4j.randn(type, 300));
    TokenScorer scorer = TokenScorer.of(net, "out");
    try (RowScorer rows = scorer.rows()) {
      for (int count : new int[] {3, 130, 1}) {
        INDArray hidden = Nd4j.randn(type, count, 4).muli(3);
        float[][] read = new float[count][];
        rows.score(hidden, (row, scores) -> read[row] = scores.logProbabilities());
        INDArray expected = scorer.logProbabilities(hidden).castTo(DataType.DOUBLE);
        INDArray actual = Nd4j.createFromArray(read).castTo(DataType.DOUBLE);
        Fixture.assertClose(count + " rows", actual, expected, 1e-5);
      }
      assertThatThrownBy(() -> rows.score(Nd4j.ones(type, 3, 5), (row, scores) -> {}))
          .hasMessageContaining("hidden states have shape [3, 5]");
    }
  }

  @Test
  void parametersThatChangedCountFromTheNextSentencesOn() {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new NoOp()), PLAIN);
    TokenScorer scorer = TokenScorer.of(net, "out");
    INDArray hidden = Nd4j.randn(DataType.FLOAT, 8, 4);
    try (RowScorer rows = scorer.rows();
        RowScorer others = scorer.rows()) {
      for (int change = 0; change < 3; change++) {
        net.getParam("out_W").putScalar(3, 4, change); // the last of all
        for (RowScorer each : new RowScorer[] {rows, others}) {
          float[][] read = new float[8][];
          each.begin();
          each.score(hidden, (row, scores) -> read[row] = scores.logProbabilities());
          INDArray expected = scorer.logProbabilities(hidden).castTo(DataType.DOUBLE);
          INDArray actual = Nd4j.createFromArray(read).castTo(DataType.DOUBLE);
          Fixture.assertClose("change " + change, actual, expected, 1e-5);
        }
      }
    }
  }

  @Test
  void aClosedNetworkScoresNoRows() {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new NoOp()), PLAIN);
    RowScorer rows = TokenScorer.of(net, "out").rows();
    INDArray hidden = Nd4j.randn(DataType.FLOAT, 8, 4);
    rows.score(hidden, (row, scores) -> {});
    net.close();
    assertThatThrownBy(() -> rows.score(hidden, (row, scores) -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClonedLayerHasParametersOfItsOwn() {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new NoOp()), PLAIN);
    TokenOutputRuntime layer = (TokenOutputRuntime) net.getLayer("out");
    TokenOutputRuntime copy = (TokenOutputRuntime) layer.clone();
    INDArray hidden = Nd4j.randn(DataType.FLOAT, 2, 4);
    INDArray before = layer.logProbabilities(hidden);
    copy.getParam("W").muli(3);
    assertThat(layer.logProbabilities(hidden)).isEqualTo(before);
    assertThat(copy.logProbabilities(hidden)).isNotEqualTo(before);
  }

  @Test
  void parametersCanBeReadAndSetByName() {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new NoOp()), PLAIN);
    net.setParam("out_W", Nd4j.ones(4, 5));
    assertThat(net.getParam("out_W").sumNumber().intValue()).isEqualTo(20);
    assertThat(net.getParam("out_b").length()).isEqualTo(5);
    assertThat(net.summary()).contains("TokenOutputRuntime").contains("W:{4,5}");
  }

  @Test
  void gradientsAreClippedPerLayer() {
    ComputationGraph net =
        OutputNets.net(
            OutputNets.global(DataType.DOUBLE, new Sgd(1))
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(1e-3),
            PLAIN);
    INDArray before = net.getLayer("out").params().dup();
    net.fit(doubles(2, 3));
    assertThat(before.sub(net.getLayer("out").params()).norm2Number().doubleValue())
        .isCloseTo(1e-3, within(1e-9));
  }

  @Test
  void trainsOnFrozenLayersBelow() {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new Adam(0.1)), PLAIN);
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Sgd(0.5)).seed(1).build())
            .setFeatureExtractor("rnn")
            .build();
    INDArray rnn = tuned.getLayer("rnn").params().dup();
    INDArray out = tuned.getLayer("out").params().dup();
    assertThat(out).isEqualTo(net.getLayer("out").params());
    MultiDataSet data = floats(2, 3);
    double before = tuned.score(data);
    for (int i = 0; i < 10; i++) {
      tuned.fit(data);
    }
    assertThat(tuned.getLayer("rnn").params()).isEqualTo(rnn);
    assertThat(tuned.getLayer("out").params()).isNotEqualTo(out);
    assertThat(tuned.score(data)).isLessThan(before);
  }

  @Test
  void dropoutActsInTrainingOnly() {
    ComputationGraph net =
        OutputNets.net(OutputNets.global(DataType.DOUBLE, new NoOp()), b -> b.dropOut(0.5));
    MultiDataSet data = doubles(3, 4, 4, 2, 3);
    assertThat(net.score(data)).isEqualTo(net.score(data));
    assertThat(net.score(data, true)).isNotEqualTo(net.score(data, true));
    GradientChecks.of(net, data).seed(5).check();
  }
}
