package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.NormPosition;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

/** {@link Transformer} in small sizes. */
class TransformerTest {

  /** With 16, 31 of 32 orders of the batches suffice; with 8, hardly any does. */
  private static final int ENOUGH_EPOCHS = 20;

  private static TransformerModelBuilder small() {
    return Transformer.tiny()
        .modelSize(32)
        .feedForwardSize(64)
        .layers(2)
        .dropout(0)
        .labelSmoothing(0);
  }

  @Nested
  class AsInThePaper extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return TransformerTest.small()
          .tying(Tying.ALL)
          .warmupSteps(200)
          .learningRateFactor(0.15); // the paper's peak is for a larger d
    }

    @Override
    int epochs() {
      return ENOUGH_EPOCHS;
    }
  }

  @Nested
  class WithEveryOptionTurned extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return TransformerTest.small()
          .encoderLayers(1)
          .decoderLayers(2)
          .normPosition(NormPosition.PRE)
          .activation(FeedForwardActivation.GELU)
          .learnedPositions(8)
          .tying(Tying.TARGET_AND_OUTPUT)
          .updater(new Adam(1e-3))
          .gradientClipping(1)
          .workspaceMode(WorkspaceMode.NONE);
    }

    @Override
    int epochs() {
      return ENOUGH_EPOCHS;
    }
  }

  @Nested
  class WithTheOptionsOfForeignModels extends SequenceModelContract {
    @Override
    ModelBuilder<?> small() {
      return TransformerTest.small()
          .encoderOptions(o -> o.heads(2).feedForwardSize(48))
          .decoderOptions(o -> o.heads(8))
          .activation(FeedForwardActivation.GELU_SIGMOID)
          .scaledEmbeddings(false)
          .embeddingNorm(true)
          .finalNorm(true)
          .sinusoidalPositions(SinusoidLayout.TENSOR2TENSOR, 2)
          .tying(Tying.SOURCE_AND_TARGET)
          .updater(new Adam(1e-3));
    }

    @Override
    int epochs() {
      return ENOUGH_EPOCHS;
    }
  }

  @Test
  void encoderAndDecoderHaveOptionsOfTheirOwn() {
    TransformerModelBuilder builder =
        small()
            .vocabularySize(9)
            .encoderOptions(o -> o.heads(2).dropoutRate(0.1))
            .decoderOptions(o -> o.heads(8).dropoutRate(0.25));
    String json = builder.build().conf().toJson();
    assertThat(json.split("\"heads\" : 2,", -1)).hasSize(1 + 2);
    assertThat(json.split("\"heads\" : 8,", -1)).hasSize(1 + 2);
    assertThat(json.split("\"dropoutRate\" : 0.1\\b", -1)).hasSize(1 + 2 + 1);
    assertThat(json.split("\"dropoutRate\" : 0.25\\b", -1)).hasSize(1 + 2 + 1);
    assertRefused(
        builder.decoderOptions(o -> o.size(16)),
        "encoder and decoder need one model size, but theirs are 32 and 16");
  }

  @Test
  void aFinalNormFollowsTheNormPositionUnlessItIsTold() {
    assertThat(parts(small())).doesNotContain("encoderNorm", "decoderNorm", "sourceNorm");
    assertThat(parts(small().finalNorm(true))).contains("encoderNorm", "decoderNorm");
    TransformerModelBuilder pre = small().normPosition(NormPosition.PRE);
    assertThat(parts(pre)).contains("encoderNorm", "decoderNorm");
    assertThat(parts(pre.finalNorm(false))).doesNotContain("encoderNorm", "decoderNorm");
    assertThat(parts(small().embeddingNorm(true))).contains("sourceNorm", "targetNorm");
  }

  private static Set<String> parts(TransformerModelBuilder builder) {
    return builder.vocabularySize(9).build().conf().getVertices().keySet();
  }

  /** Dropout is after the norm of the embeddings, not before it as well. */
  @Test
  void embeddingsAreDroppedOnce() {
    TransformerModelBuilder builder = small().vocabularySize(9).dropout(0.25).embeddingNorm(true);
    String json = builder.build().conf().toJson();
    assertThat(json.split("\"dropoutRate\" : 0.25\\b", -1)).hasSize(1 + 4 + 2);
  }

  @Test
  void itsUpdaterIsAdamWithTheNoamSchedule() {
    LayerVertex output =
        (LayerVertex)
            Transformer.base()
                .vocabularySize(10)
                .tying(Tying.NONE)
                .build()
                .conf()
                .getVertices()
                .get(SequenceModel.OUTPUT);
    Adam adam = (Adam) ((BaseLayer) output.getLayerConf().getLayer()).getIUpdater();
    assertThat(adam.getLearningRateSchedule()).isEqualTo(new NoamSchedule(512, 4000));
    assertThat(adam.getBeta2()).isEqualTo(0.98);
    assertThat(adam.getEpsilon()).isEqualTo(1e-9);
  }

  @Test
  void badSizesAreNamed() {
    assertRefused(small().heads(5), "model size 32 is not divisible by 5 heads");
    assertRefused(small().modelSize(0), "model size must be at least 1, but is 0");
    assertRefused(small().heads(-1), "number of heads must be at least 1, but is -1");
    assertRefused(small().feedForwardSize(0), "feed-forward size must be at least 1, but is 0");
    assertRefused(small().encoderLayers(0), "encoderLayers must be at least 1, but is 0");
    assertRefused(small().decoderLayers(-2), "decoderLayers must be at least 1, but is -2");
    assertRefused(small().dropout(1), "dropout rate must be in [0, 1), but is 1.0");
    assertRefused(
        small().attentionDropout(-0.5), "attention dropout rate must be in [0, 1), but is -0.5");
    assertRefused(
        small().activationDropout(1), "activation dropout rate must be in [0, 1), but is 1.0");
    assertRefused(small().warmupSteps(0), "warmupSteps");
    assertRefused(small().learningRateFactor(-1), "factor");
    assertRefused(
        small().learnedPositions(0),
        "maximum length of learned positions must be at least 1, but is 0");
    assertRefused(small().activation(null), "activation must be given, but is null");
    assertRefused(small().normPosition(null), "norm position must be given, but is null");
  }

  @Test
  void anOptionWithoutAMethodOfItsOwnReachesEveryNorm() {
    TransformerModelBuilder builder =
        small().normPosition(NormPosition.PRE).vocabularySize(9).options(o -> o.epsilon(0.25));
    String json = builder.build().conf().toJson();
    assertThat(json.split("\"epsilon\" : 0.25", -1)).hasSize(1 + 2 * (2 + 1));
    assertThatThrownBy(() -> builder.options(o -> null))
        .hasMessageContaining("options must be given");
  }

  private static void assertRefused(TransformerModelBuilder builder, String message) {
    builder.vocabularySize(9);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
