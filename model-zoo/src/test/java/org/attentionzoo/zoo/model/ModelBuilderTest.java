package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** The options that all models share, tried on a {@link Transformer}. */
class ModelBuilderTest {

  private static TransformerModelBuilder model() {
    return Transformer.tiny().modelSize(8).feedForwardSize(8).layers(1).vocabularySize(9);
  }

  @Test
  void badOptionsAreNamed() {
    assertRefused(
        model().sourceVocabularySize(0), "sourceVocabularySize must be at least 1, but is 0");
    assertRefused(
        model().targetVocabularySize(-3), "targetVocabularySize must be at least 1, but is -3");
    assertRefused(model().labelSmoothing(1), "labelSmoothing must be in [0, 1), but is 1.0");
    assertRefused(
        model().labelSmoothing(Double.NaN), "labelSmoothing must be in [0, 1), but is NaN");
    assertRefused(model().gradientClipping(-1), "gradientClipping must be a norm");
    assertRefused(model().dataType(DataType.INT32), "dataType must be FLOAT or DOUBLE, got INT");
    assertRefused(model().tying(null), "tying must be given, but is null");
    assertRefused(model().initialization(null), "initialization must be given, but is null");
    assertRefused(model().workspaceMode(null), "workspaceMode must be given, but is null");
    assertThatThrownBy(() -> model().updater(null)).hasMessageContaining("updater must be given");
    assertThatThrownBy(() -> Initialization.uniform(0)).hasMessageContaining("got 0.0");
  }

  @Test
  void aModelKeepsTheOptionsItWasBuiltWith() {
    TransformerModelBuilder transformer = model();
    AttentionSeq2SeqBuilder recurrent =
        AttentionSeq2Seq.builder().vocabularySize(9).embeddingSize(4).units(4);
    for (ModelBuilder<?> builder : List.of(transformer, recurrent)) {
      SequenceModel before = builder.build();
      String conf = before.conf().toJson();
      transformer.heads(2).layers(3);
      recurrent.units(6).maxoutSize(5);
      builder.vocabularySize(12);
      assertThat(before.conf().toJson()).isEqualTo(conf);
      assertThat(builder.build().conf().toJson()).isNotEqualTo(conf);
    }
  }

  @Test
  void anUpdaterWithoutARightNumberIsRefused() {
    assertRefused(
        model().updater(new Sgd(Double.NaN)),
        "learning rate of the updater must be a finite number, but is NaN");
    assertRefused(model().updater(new Adam(-1)), "learning rate of the updater must be at least 0");
    assertRefused(
        model().updater(new Adam(0.1, 0.9, Double.NaN, 1e-8)),
        "beta2 must be in [0, 1), but is NaN");
    for (double norm : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(model().gradientClipping(norm), "gradientClipping must be a norm");
    }
  }

  @Test
  void sizesBeyondAllMemoryAreErrorsThatNameThem() {
    assertRefused(model().modelSize(Integer.MAX_VALUE), "model size must be at most 16777216");
    assertRefused(
        model().feedForwardSize(1L << 62),
        "feed-forward size must be at most 16777216, but is 4611686018427387904");
    assertRefused(model().targetVocabularySize(1L << 62), "targetVocabularySize must be at most");
    assertRefused(model().layers(Integer.MAX_VALUE), "encoderLayers must be at most 1024");
    assertThatThrownBy(() -> Seq2Seq.builder().vocabularySize(9).units(1L << 62).build())
        .hasMessage("units must be at most 16777216, but is 4611686018427387904");
  }

  @Test
  void aModelLargerThanTheMemoryIsRefusedBeforeItIsMade() {
    long size = Arguments.LARGEST_SIZE;
    SequenceModel model =
        Seq2Seq.builder().vocabularySize(size).embeddingSize(size).units(size).layers(1).build();
    assertThat(model.parameterCount()).isPositive();
    assertThatThrownBy(model::init)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("embeddingSize 16777216, units 16777216, layers 1")
        .hasMessageContaining("ND4J may use");
  }

  @Test
  void oneTableForAllNeedsOneVocabulary() {
    assertRefused(
        model().sourceVocabularySize(7).tying(Tying.ALL),
        "tying ALL needs one vocabulary, but sourceVocabularySize is 7 and targetVocabularySize is 9");
    assertRefused(
        model().sourceVocabularySize(7).tying(Tying.SOURCE_AND_TARGET),
        "tying SOURCE_AND_TARGET needs one vocabulary");
  }

  private static void assertRefused(TransformerModelBuilder builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tablesAreCountedOnceWhenTied() {
    long none = model().build().parameterCount();
    assertThat(model().tying(Tying.TARGET_AND_OUTPUT).build().parameterCount())
        .isEqualTo(none - 9 * 8);
    assertThat(model().tying(Tying.SOURCE_AND_TARGET).build().parameterCount())
        .isEqualTo(none - 9 * 8);
    assertThat(model().tying(Tying.ALL).build().parameterCount()).isEqualTo(none - 2 * 9 * 8);
  }

  @Test
  void uniformInitializationReachesEveryParameterAndFollowsTheSeed() {
    TransformerModelBuilder builder = model().initialization(Initialization.uniform(0.08));
    ComputationGraph net = builder.build().init();
    assertThat(net.params().amaxNumber().doubleValue()).isBetween(0.07, 0.08);
    net.paramTable().values().forEach(p -> assertThat(p.norm2Number().doubleValue()).isPositive());
    assertThat(builder.build().init().params()).isEqualTo(net.params());
    assertThat(builder.seed(1).build().init().params()).isNotEqualTo(net.params());
  }

  @Test
  void bahdanausInitializationIsThePapers() {
    ComputationGraph net =
        AttentionSeq2Seq.bahdanau().vocabularySize(40).embeddingSize(20).units(30).build().init();
    assertThat(param(net, "decoder_attention.v").norm2Number().doubleValue()).isZero();
    assertThat(deviation(net, "decoder_attention.U")).isBetween(0.0009, 0.0011);
    assertThat(deviation(net, "decoder_layer0.W")).isBetween(0.009, 0.011);
    assertThat(deviation(net, "output_W")).isBetween(0.009, 0.011);
    assertThat(param(net, "encoder_forward0.b").norm2Number().doubleValue()).isZero();
    INDArray u = param(net, "encoder_forward0.U").get(all(), NDArrayIndex.interval(0, 30));
    assertThat(u.mmul(u.transpose()).equalsWithEps(Nd4j.eye(30), 1e-4)).isTrue();
  }

  private static INDArray param(ComputationGraph net, String key) {
    return net.paramTable().get(key);
  }

  private static double deviation(ComputationGraph net, String key) {
    return net.paramTable().get(key).stdNumber().doubleValue();
  }

  @Test
  void allParametersAreCountedAndTheSummaryNamesTheTypes() {
    ComputationGraph net = model().build().init();
    assertThat(net.numParams()).isEqualTo(net.params().length());
    assertThat(net.summary()).contains("selfWq").contains("crossWq");
    assertThat(Summary.of(net)).contains("crossWq[8, 8]").contains("TransformerDecoderLayer");
  }

  @Test
  void theDataTypeIsThatOfParametersAndUpdaterState() {
    ComputationGraph net = model().dataType(DataType.DOUBLE).build().init();
    assertThat(net.params().dataType()).isEqualTo(DataType.DOUBLE);
  }

  @Test
  void itIsAZooModelWithoutDownloads() {
    Transformer model = model().build();
    assertThat(model.modelName()).isEqualTo("transformer");
    assertThat(model.modelType()).isEqualTo(ComputationGraph.class);
    assertThat(model.pretrainedAvailable(PretrainedType.IMAGENET)).isFalse();
    assertThatThrownBy(model::initPretrained).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> model.setInputShape(new int[][] {{3}}))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("any length");
  }
}
