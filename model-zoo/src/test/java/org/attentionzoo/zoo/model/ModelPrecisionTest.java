package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Whole models in bf16, and decoding in bf16 and int8. */
class ModelPrecisionTest {
  private static final int VOCABULARY = 90;

  static Stream<ModelBuilder<?>> models() {
    return Stream.of(
        Transformer.tiny().modelSize(32).heads(4).feedForwardSize(64).layers(2),
        AttentionSeq2Seq.builder().embeddingSize(24).units(32),
        Seq2Seq.builder().embeddingSize(24).units(32).layers(2));
  }

  private static ComputationGraph network(ModelBuilder<?> model) {
    return model.vocabularySize(VOCABULARY).seed(11).build().init();
  }

  private static MultiDataSet batch() {
    int n = 12;
    INDArray source = Nd4j.create(DataType.INT32, n, 7);
    INDArray target = Nd4j.create(DataType.INT32, n, 6);
    INDArray labels = Nd4j.create(DataType.INT32, n, 6);
    for (int i = 0; i < source.length(); i++) {
      source.putScalar(i, 4 + (7 * i + 3) % (VOCABULARY - 4));
    }
    for (int i = 0; i < target.length(); i++) {
      target.putScalar(i, 4 + (5 * i + 1) % (VOCABULARY - 4));
      labels.putScalar(i, 4 + (3 * i + 2) % (VOCABULARY - 4));
    }
    INDArray sourceMask = Nd4j.ones(DataType.FLOAT, n, 7);
    INDArray targetMask = Nd4j.ones(DataType.FLOAT, n, 6);
    sourceMask.putScalar(2, 6, 0);
    targetMask.putScalar(5, 5, 0);
    return new MultiDataSet(
        new INDArray[] {source, target},
        new INDArray[] {labels},
        new INDArray[] {sourceMask, targetMask},
        new INDArray[] {targetMask});
  }

  private static INDArray gradient(ComputationGraph network) {
    MultiDataSet batch = batch();
    network.setInputs(batch.getFeatures());
    network.setLabels(batch.getLabels());
    network.setLayerMaskArrays(batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
    network.computeGradientAndScore();
    return network.getFlattenedGradients().dup();
  }

  private static double distance(INDArray a, INDArray b) {
    return a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
  }

  @ParameterizedTest
  @MethodSource("models")
  void bf16IsCloseAndSavedAndSomethingElse(ModelBuilder<?> model, @TempDir Path folder)
      throws IOException {
    assumeTrue(Factors.available(Precision.BF16));
    ComputationGraph floats = network(model);
    ComputationGraph bf16 = network(model.precision(Precision.BF16));
    assertThat(bf16.params()).isEqualTo(floats.params());

    assertThat(distance(gradient(bf16), gradient(floats))).isBetween(1e-5, 0.1);
    assertThat(bf16.score()).isCloseTo(floats.score(), within(0.01));

    bf16.fit(batch());
    bf16.fit(batch());
    ModelZip zip =
        new ModelZip(bf16, vocabulary(), vocabulary(), ModelCard.builder("bf16").build());
    zip.save(folder.resolve("model.zip"));
    ComputationGraph loaded = ModelZip.load(folder.resolve("model.zip")).network();
    assertThat(precisions(loaded.getConfiguration())).containsExactly(Precision.BF16);
    loaded.fit(batch());
    bf16.fit(batch());
    assertThat(loaded.params()).isEqualTo(bf16.params()); // goes on bit for bit
  }

  @ParameterizedTest
  @MethodSource("models")
  void partsOfAnotherPrecisionAreNotEqual(ModelBuilder<?> model) {
    ComputationGraphConfiguration floats = network(model).getConfiguration();
    ComputationGraphConfiguration bf16 = floats.clone();
    assertThat(bf16.getVertices()).isEqualTo(floats.getVertices());
    Precise.set(bf16, Precision.BF16);
    List<String> same =
        bf16.getVertices().keySet().stream()
            .filter(name -> bf16.getVertices().get(name).equals(floats.getVertices().get(name)))
            .toList();
    assertThat(same).isEmpty();
  }

  private static Vocabulary vocabulary() {
    List<String> tokens = new ArrayList<>();
    for (int i = 4; i < VOCABULARY; i++) {
      tokens.add("t" + i);
    }
    return Vocabulary.of(tokens);
  }

  private static Set<Precision> precisions(ComputationGraphConfiguration conf) {
    return conf.getVertices().values().stream()
        .map(v -> v instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : v)
        .filter(Precise.class::isInstance)
        .map(part -> ((Precise) part).getPrecision())
        .collect(Collectors.toSet());
  }

  @Test
  void fineTuningChangesThePrecision() {
    ModelZip trained =
        new ModelZip(
            network(Transformer.tiny().precision(Precision.BF16)),
            vocabulary(),
            vocabulary(),
            ModelCard.builder("bf16").build());
    FineTuning kept = FineTuning.from(trained).build();
    FineTuning changed = FineTuning.from(trained).precision(Precision.FLOAT32).build();
    assertThat(precisions(kept.model().network().getConfiguration()))
        .containsExactly(Precision.BF16);
    assertThat(precisions(changed.model().network().getConfiguration()))
        .containsExactly(Precision.FLOAT32);
    assertThat(changed.report().toString()).contains("precision: float32");
  }

  @Test
  void theSystemPropertyIsForAllThatAreNotTold() {
    assumeTrue(Factors.available(Precision.BF16));
    ModelBuilder<?> model = Transformer.tiny().modelSize(32).feedForwardSize(64);
    INDArray floats = gradient(network(model));
    INDArray told;
    System.setProperty(Precision.PROPERTY, "bf16");
    try {
      assertThat(gradient(network(model))).isNotEqualTo(floats);
      told = gradient(network(model.precision(Precision.FLOAT32)));
    } finally {
      System.clearProperty(Precision.PROPERTY);
    }
    assertThat(told).isEqualTo(floats);
  }

  @Test
  void withoutKernelsAndInDoubleThereIsNone() {
    System.setProperty(Kernels.PROPERTY, "false");
    try {
      ModelBuilder<?> model = Transformer.tiny().modelSize(32).feedForwardSize(64);
      INDArray floats = gradient(network(model));
      assertThat(gradient(network(model.precision(Precision.BF16)))).isEqualTo(floats);
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
    assertThatThrownBy(
            () -> network(Transformer.tiny().dataType(DataType.DOUBLE).precision(Precision.BF16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision bf16 needs dataType FLOAT, but it is DOUBLE");
    assertThatThrownBy(() -> network(Transformer.tiny().precision(Precision.INT8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("precision must be float32 or bf16");
  }

  private static List<List<Hypothesis>> generate(GraphScorer scorer, Decoding<?> decoding) {
    int[][] sources = {{5, 6, 7, 8, 9}, {12}, {13, 14, 15}, {16, 17, 18, 19, 20, 21, 22}};
    return new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS).generate(sources, decoding);
  }

  @ParameterizedTest
  @MethodSource("models")
  void decodingIsCloseAndSeesChangedParameters(ModelBuilder<?> model) {
    ComputationGraph network = network(model);
    int[] given = {30, 31, 32, 33}; // the same tokens in all precisions
    Decoding<?> decoding = Decoding.greedy().maxLength(4).prefix(given);
    GraphScorer floats = new GraphScorer(network);
    for (Precision precision : new Precision[] {Precision.BF16, Precision.INT8}) {
      assumeTrue(Factors.available(precision));
      try (GraphScorer scorer = floats.withPrecision(precision)) {
        assertClose(generate(scorer, decoding), generate(floats, decoding));
        INDArray before = network.params().dup();
        network.params().muli(1.1);
        assertClose(generate(scorer, decoding), generate(floats, decoding));
        network.params().assign(before);
        assertThat(generate(scorer, Decoding.beam(3).maxLength(5))).hasSize(4);
      }
    }
  }

  private static void assertClose(List<List<Hypothesis>> actual, List<List<Hypothesis>> expected) {
    boolean different = false;
    for (int i = 0; i < expected.size(); i++) {
      double score = expected.get(i).get(0).logProbability();
      assertThat(actual.get(i).get(0).logProbability())
          .isCloseTo(score, within(0.03 * Math.abs(score)));
      different |= actual.get(i).get(0).logProbability() != score;
    }
    assertThat(different).isTrue();
  }

  @Test
  void aFixedNetworkIsReadOnce() {
    assumeTrue(Factors.available(Precision.BF16));
    ComputationGraph network = network(Transformer.tiny().modelSize(32).feedForwardSize(64));
    Decoding<?> decoding = Decoding.greedy().maxLength(4).prefix(30, 31);
    try (GraphScorer scorer = new GraphScorer(network, Precision.BF16).fixed()) {
      Hypothesis before = generate(scorer, decoding).get(0).get(0);
      for (String layer : new String[] {"encoder0", "decoder0"}) {
        network
            .getVertex(layer)
            .paramTable(false)
            .forEach(
                (name, array) -> {
                  if (array.rank() == 2 && array.rows() > 1) {
                    array.muli(3);
                  }
                });
      }
      assertThat(generate(scorer, decoding).get(0).get(0)).isEqualTo(before);
    }
  }

  @Test
  void aNetworkInDoubleDecodesInDouble() {
    ComputationGraph network = network(Transformer.tiny().dataType(DataType.DOUBLE));
    Decoding<?> decoding = Decoding.greedy().maxLength(5);
    assertThat(generate(new GraphScorer(network, Precision.INT8), decoding))
        .isEqualTo(generate(new GraphScorer(network), decoding));
  }
}
