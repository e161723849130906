package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.data;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.distance;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.gradient;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.part;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.step;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
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
import org.nd4j.linalg.learning.config.Sgd;

class TransferLearningHabitTest {

  private static ComputationGraph trained(HabitNets kind) {
    ComputationGraph net = kind.net();
    net.fit(data(1));
    return net;
  }

  private static ComputationGraph tuned(
      ComputationGraph net, FineTuneConfiguration.Builder options) {
    return new TransferLearning.GraphBuilder(net).fineTuneConfiguration(options.build()).build();
  }

  private static FineTuneConfiguration.Builder options() {
    return new FineTuneConfiguration.Builder().seed(7);
  }

  @ParameterizedTest
  @EnumSource
  void anEditElsewhereLeavesTheTrainedParameters(HabitNets kind) {
    ComputationGraph net = trained(kind);
    ComputationGraph edited =
        new TransferLearning.GraphBuilder(net)
            .removeVertexAndConnections("out")
            .addLayer("out", HabitNets.output(), "mix")
            .setOutputs("out")
            .build();
    for (String name : List.of("layer", "mix")) {
      assertThat(edited.getLayer(name).params()).as(name).isEqualTo(net.getLayer(name).params());
    }
    assertThat(edited.getLayer("out").params()).isNotEqualTo(net.getLayer("out").params());
    assertThat(step(edited, data(2)).amaxNumber().doubleValue()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void aLargerOutputKeepsWhatLiesBelow(HabitNets kind) {
    ComputationGraph net = trained(kind);
    ComputationGraph edited =
        new TransferLearning.GraphBuilder(net).nOutReplace("out", 5, WeightInit.XAVIER).build();
    assertThat(edited.layerSize("out")).isEqualTo(5);
    for (String name : List.of("layer", "mix")) {
      assertThat(edited.getLayer(name).params()).as(name).isEqualTo(net.getLayer(name).params());
    }
  }

  @Test
  void aVertexPutInPlaceOfAnotherIsNewAndTheOthersAreNot() {
    ComputationGraph net = trained(HabitNets.OURS);
    ComputationGraph edited =
        new TransferLearning.GraphBuilder(net)
            .removeVertexKeepConnections("mix")
            .addVertex("mix", new MixVertex.Builder().size(HabitNets.SIZE).build(), "layer", "b")
            .build();
    assertThat(edited.getLayer("layer").params()).isEqualTo(net.getLayer("layer").params());
    assertThat(edited.getLayer("out").params()).isEqualTo(net.getLayer("out").params());
    assertThat(edited.getLayer("mix").params()).isNotEqualTo(net.getLayer("mix").params());
  }

  @ParameterizedTest
  @EnumSource
  void theFineTuningUpdaterIsThatOfAllParts(HabitNets kind) {
    for (double rate : new double[] {0.5, Sgd.DEFAULT_SGD_LR}) { // the second is DL4J's default
      ComputationGraph tuned = tuned(trained(kind), options().updater(new Sgd(rate)));
      INDArray gradient = gradient(tuned, data(2));
      assertThat(distance(step(tuned, data(2)), gradient.mul(rate))).isLessThan(2e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void fineTuningWithoutAnUpdaterLeavesIt(HabitNets kind) {
    ComputationGraph tuned = tuned(trained(kind), options());
    INDArray gradient = gradient(tuned, data(2));
    assertThat(distance(step(tuned, data(2)), gradient.mul(0.1))).isLessThan(2e-6);
  }

  @ParameterizedTest
  @EnumSource
  void fineTuningGivesAllPartsL2AndTakesItAgain(HabitNets kind) {
    ComputationGraph net = trained(kind);
    ComputationGraph tuned = tuned(net, options().l2(0.4));
    double squares = 0;
    for (String key : net.paramTable().keySet()) {
      INDArray p = net.paramTable().get(key);
      squares += key.endsWith("_b") ? 0 : p.mul(p).sumNumber().doubleValue();
    }
    assertThat(tuned.calcRegularizationScore(true)).isCloseTo(0.2 * squares, within(1e-5));
    INDArray weights = tuned.getParam("mix_W").dup();
    net.fit(data(2));
    tuned.fit(data(2));
    assertThat(distance(tuned.getParam("mix_W"), net.getParam("mix_W").sub(weights.mul(0.04))))
        .isLessThan(2e-6);
  }

  @ParameterizedTest
  @EnumSource
  void fineTuningClipsTheGradientsOfAllParts(HabitNets kind) {
    ComputationGraph tuned =
        tuned(
            trained(kind),
            options()
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(1e-4));
    INDArray gradient = gradient(tuned, data(2));
    INDArray step = step(tuned, data(2));
    for (String name : List.of("layer", "mix", "out")) {
      double norm = part(tuned, name, gradient).norm2Number().doubleValue();
      assertThat(part(tuned, name, step).norm2Number().doubleValue())
          .as(name)
          .isCloseTo(0.1 * Math.min(norm, 1e-4), within(1e-7));
    }
  }

  @ParameterizedTest
  @EnumSource
  void frozenPartsStayAndSoItIsAfterSavingAndLoading(HabitNets kind, @TempDir Path folder)
      throws Exception {
    ComputationGraph net = trained(kind);
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(options().updater(new Sgd(0.5)).l2(0.1).build())
            .setFeatureExtractor("mix")
            .build();
    File file = folder.resolve("net.zip").toFile();
    frozen.save(file);
    ComputationGraph loaded = ComputationGraph.load(file, true);
    ComputationGraph copy = frozen.clone();
    for (ComputationGraph each : List.of(frozen, loaded, copy)) {
      INDArray[] x = data(2).getFeatures();
      assertThat(distance(each.output(x)[0], net.output(x)[0])).isLessThan(2e-6);
      double before = each.score(data(2));
      each.fit(data(2));
      each.fit(data(2));
      for (String name : List.of("layer", "mix")) {
        assertThat(each.getVertex(name).paramTable(false))
            .as(name)
            .isEqualTo(net.getVertex(name).paramTable(false));
      }
      assertThat(each.score(data(2))).isNotEqualTo(before);
      assertThat(each.numParams()).isEqualTo(net.numParams());
      assertThat(each.summary()).contains("Frozen");
    }
    assertThat(distance(loaded.params(), frozen.params())).isLessThan(2e-6);
  }

  @Test
  void aFrozenVertexOfAnOlderModelStaysFrozen() {
    ComputationGraph net = trained(HabitNets.OURS);
    ComputationGraphConfiguration conf = net.getConfiguration().clone();
    conf.getVertices().computeIfPresent("mix", (name, vertex) -> new FrozenVertex(vertex));
    NeuralNetConfiguration layer = ((LayerVertex) conf.getVertices().get("layer")).getLayerConf();
    layer.setLayer(new FrozenLayer(layer.getLayer()));
    layer.getLayer().setLayerName("layer");
    ComputationGraph older =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(conf.toJson()));
    older.init(net.params().dup(), false);
    INDArray mix = older.getVertex("mix").params().dup();
    older.fit(data(2));
    assertThat(older.getVertex("mix").params()).isEqualTo(mix);
    assertThat(older.summary()).contains("mix");
    assertThat(older.getLayer("out").params()).isNotEqualTo(net.getLayer("out").params());
  }

  @Test
  void sizesThatCannotBeReplacedAreRefused() {
    TransferLearning.GraphBuilder edit = new TransferLearning.GraphBuilder(trained(HabitNets.OURS));
    for (String name : List.of("layer", "mix")) {
      assertThatThrownBy(() -> edit.nOutReplace(name, 6, WeightInit.XAVIER))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("nOutReplace cannot change the size of")
          .hasMessageContaining('"' + name + '"');
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPartAddedOnTopTrainsWithTheOthers(HabitNets kind) {
    ComputationGraph net = trained(kind);
    ComputationGraph edited =
        new TransferLearning.GraphBuilder(net)
            .fineTuneConfiguration(options().updater(new Sgd(0.2)).build())
            .removeVertexAndConnections("out")
            .addLayer("more", new TanhLayer.Builder().size(HabitNets.SIZE).build(), "mix")
            .addLayer("out", HabitNets.output(), "more")
            .setOutputs("out")
            .build();
    assertThat(edited.getLayer("mix").params()).isEqualTo(net.getLayer("mix").params());
    MultiDataSet batch = data(2);
    INDArray gradient = gradient(edited, batch);
    assertThat(distance(step(edited, batch), gradient.mul(0.2))).isLessThan(2e-6);
  }
}
