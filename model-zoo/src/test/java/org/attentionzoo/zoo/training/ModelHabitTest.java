package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** What DL4J users do to networks, done to the zoo's models. */
class ModelHabitTest {
  private static final int V = 9;

  private enum Model {
    BAHDANAU,
    SEQ2SEQ,
    TRANSFORMER,
    TIED;

    ModelBuilder<?> builder(IUpdater updater) {
      ModelBuilder<?> builder =
          switch (this) {
            case BAHDANAU -> TinyModels.BAHDANAU.builder();
            case SEQ2SEQ -> TinyModels.SEQ2SEQ.builder();
            case TRANSFORMER -> TinyModels.TRANSFORMER.builder();
            case TIED ->
                Transformer.tiny()
                    .modelSize(8)
                    .heads(2)
                    .feedForwardSize(12)
                    .layers(1)
                    .tying(Tying.ALL);
          };
      return builder.vocabularySize(V).gradientClipping(0).updater(updater);
    }

    ComputationGraph net(IUpdater updater) {
      return builder(updater).build().init();
    }
  }

  private static MultiDataSet batch() {
    int[] ids = {4, 5, 6, 7, 8};
    return SequenceBatch.of(
        List.of(new SequencePair(ids, ids), new SequencePair(new int[] {5}, new int[] {6})));
  }

  private static INDArray gradient(ComputationGraph net) {
    MultiDataSet batch = batch();
    net.setInputs(batch.getFeatures());
    net.setLabels(batch.getLabels());
    net.setLayerMaskArrays(batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
    net.computeGradientAndScore();
    INDArray gradient = net.getFlattenedGradients().dup().reshape(net.params().length());
    net.clearLayerMaskArrays();
    return gradient;
  }

  private static double distance(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }

  private static void assertNextStepIs(double rate, ComputationGraph net) {
    INDArray gradient = gradient(net);
    INDArray before = net.params().dup();
    net.fit(batch());
    assertThat(distance(before.sub(net.params()), gradient.mul(rate))).isLessThan(1e-6);
    for (Map.Entry<String, INDArray> e : net.paramTable().entrySet()) {
      assertThat(e.getValue().isNaN().any()).as(e.getKey()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNewLearningRateIsThatOfAllParts(Model model) {
    ComputationGraph net = model.net(new Sgd(0.1));
    net.fit(batch());
    net.setLearningRate(0.4);
    assertNextStepIs(0.4, net);
    assertThat(net.getUpdater()).isInstanceOf(DirectUpdater.class);
  }

  @ParameterizedTest
  @EnumSource
  void theUpdaterOfFineTuningIsThatOfAllParts(Model model) {
    ComputationGraph net = model.net(new Adam(0.01));
    net.fit(batch());
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Sgd(0.3)).seed(3).build())
            .build();
    assertThat(tuned.params()).isEqualTo(net.params());
    assertNextStepIs(0.3, tuned);
    assertNextStepIs(
        0.2, FineTuning.from(zip(net)).updater(new Sgd(0.2)).build().model().network());
  }

  private static org.attentionzoo.zoo.io.ModelZip zip(ComputationGraph net) {
    org.attentionzoo.zoo.text.Vocabulary vocabulary =
        org.attentionzoo.zoo.text.Vocabulary.of(List.of("a", "b", "c", "d", "e"));
    return new org.attentionzoo.zoo.io.ModelZip(
        net, vocabulary, vocabulary, org.attentionzoo.zoo.io.ModelCard.builder("test").build());
  }

  @ParameterizedTest
  @EnumSource
  void l2AndWeightDecayReachEveryWeightAndNoBias(Model model) {
    ComputationGraph plain = model.net(new Sgd(0.1));
    ComputationGraph l2 = model.builder(new Sgd(0.1)).l2(0.3).build().init();
    ComputationGraph decay = model.builder(new Sgd(0.1)).weightDecay(0.3).build().init();
    double squares = 0;
    INDArray before = plain.params().dup();
    double score = plain.score(batch());
    for (Map.Entry<String, INDArray> e : plain.paramTable().entrySet()) {
      double sum = e.getValue().mul(e.getValue()).sumNumber().doubleValue();
      squares += isWeight(e) ? sum : 0;
    }
    assertThat(l2.score(batch()) - score).isCloseTo(0.15 * squares, within(1e-3));
    Map<String, INDArray> start = new java.util.HashMap<>();
    plain.paramTable().forEach((key, value) -> start.put(key, value.dup()));
    plain.fit(batch());
    l2.fit(batch());
    decay.fit(batch());
    for (Map.Entry<String, INDArray> e : plain.paramTable().entrySet()) {
      double factor = isWeight(e) ? 0.03 : 0;
      INDArray expected = e.getValue().sub(start.get(e.getKey()).mul(factor));
      assertThat(distance(l2.paramTable().get(e.getKey()), expected))
          .as("l2 of %s", e.getKey())
          .isLessThan(1e-6);
      assertThat(distance(decay.paramTable().get(e.getKey()), expected))
          .as("decay of %s", e.getKey())
          .isLessThan(1e-6);
    }
    assertThat(distance(before, plain.params())).isPositive();
  }

  /** Matrices, and the vector of additive attention; all other vectors are biases and gains. */
  private static boolean isWeight(Map.Entry<String, INDArray> parameter) {
    INDArray array = parameter.getValue();
    boolean matrix = array.rank() == 2 && array.size(0) > 1;
    return matrix || parameter.getKey().endsWith("attention.v");
  }

  @Test
  void penaltiesThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> Model.TIED.builder(new Sgd(1)).l2(-1).build())
        .hasMessageContaining("l2 must be at least 0, but is -1.0");
    assertThatThrownBy(() -> Model.TIED.builder(new Sgd(1)).weightDecay(Double.NaN).build())
        .hasMessageContaining("weightDecay must be a finite number, but is NaN");
    assertThatThrownBy(() -> Model.TIED.builder(new Sgd(1)).l2(0.1).weightDecay(0.2).build())
        .hasMessageContaining("l2 and weightDecay exclude each other, but they are 0.1 and 0.2");
  }

  @Test
  void anotherVocabularyAtTheOutputKeepsTheDecoder() {
    ComputationGraph net = Model.BAHDANAU.net(new Sgd(0.1));
    net.fit(batch());
    TokenOutputLayer output =
        new TokenOutputLayer.Builder().nIn(net.layerInputSize("output")).nOut(12).build();
    for (ComputationGraph edited :
        List.of(
            new TransferLearning.GraphBuilder(net)
                .nOutReplace("output", 12, WeightInit.XAVIER)
                .build(),
            new TransferLearning.GraphBuilder(net)
                .removeVertexAndConnections("output")
                .addLayer("output", output, "decoder")
                .setOutputs("output")
                .build())) {
      assertThat(edited.layerSize("output")).isEqualTo(12);
      for (String name : List.of("sourceEmbedding", "targetEmbedding", "encoder", "decoder")) {
        assertThat(edited.getLayer(name).params()).as(name).isEqualTo(net.getLayer(name).params());
      }
      edited.fit(batch());
    }
  }

  @Test
  void theVocabularyOfATiedOutputIsThatOfItsTable() {
    ComputationGraph net = Model.TIED.net(new Sgd(0.1));
    assertThatThrownBy(
            () ->
                new TransferLearning.GraphBuilder(net).nOutReplace("output", 12, WeightInit.XAVIER))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("TiedTokenOutput \"output\"")
        .hasMessageContaining("table");
  }

  @ParameterizedTest
  @EnumSource
  void copiesAndZipsGoOnAlike(Model model, @TempDir Path folder) throws Exception {
    ComputationGraph net =
        model.net(new Adam(new org.attentionzoo.layers.schedule.NoamSchedule(8, 3, 0.1)));
    for (int i = 0; i < 3; i++) {
      net.fit(batch());
    }
    File file = folder.resolve("net.zip").toFile();
    net.save(file);
    List<ComputationGraph> copies = List.of(net.clone(), ComputationGraph.load(file, true));
    net.fit(batch());
    net.fit(batch());
    for (ComputationGraph copy : copies) {
      assertThat(copy.getIterationCount()).isEqualTo(3);
      copy.fit(batch());
      copy.fit(batch());
      assertThat(distance(copy.params(), net.params())).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSummaryWithTypesHasThoseOfAllParts(Model model) {
    ComputationGraph net = model.net(new Sgd(0.1));
    String before = net.getConfiguration().toJson();
    String summary = net.summary(InputType.recurrent(1, 7), InputType.recurrent(1, 6));
    // DL4J tells a layer the type of its first input only: here the table, which has no length
    String length = model == Model.TIED ? "" : "timeSeriesLength=6,";
    String output = "InputTypeRecurrent(" + V + "," + length + "format=NCW)";
    assertThat(summary).contains(net.getConfiguration().getVertices().keySet()).contains(output);
    assertThat(net.getConfiguration().toJson()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void goingOnFromAStoredStateIsRefused(Model model) {
    ComputationGraph net = model.net(new Sgd(0.1));
    assertThatThrownBy(() -> net.rnnTimeStep(batch().getFeatures()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("stores no state for rnnTimeStep")
        .hasMessageContaining("Generator");
    ComputationGraphConfiguration conf = model.builder(new Sgd(0.1)).build().conf();
    conf.setBackpropType(BackpropType.TruncatedBPTT);
    assertThatThrownBy(() -> new ComputationGraph(conf).init())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("stores no state for truncated backpropagation");
  }

  @Test
  void anAccumulatingUpdaterSurvivesANewRateInTheMiddleOfAnUpdate() {
    ComputationGraph net = Model.BAHDANAU.net(new Adam(0.01));
    ComputationGraph same = Model.BAHDANAU.net(new Adam(0.01));
    for (ComputationGraph each : List.of(net, same)) {
      AccumulatingUpdater.install(each, 2, 0.5);
      for (int i = 0; i < 3; i++) {
        each.fit(batch());
      }
    }
    net.setLearningRate(0.5);
    net.setLearningRate("encoder", 0.3);
    net.setLearningRate(0.01);
    for (ComputationGraph each : List.of(net, same)) {
      assertThat(((AccumulatingUpdater) each.getUpdater()).pendingTokens()).isEqualTo(8);
      each.fit(batch());
      each.fit(batch());
    }
    assertThat(distance(net.params(), same.params())).isLessThan(1e-7);
  }
}
