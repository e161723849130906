package org.attentionzoo.layers.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

class EmbeddingOptionsTest {
  private static final EmbeddingOptions SMALL =
      EmbeddingOptions.standard().vocabularySize(9).size(4);

  @Test
  void anOptionReturnsAChangedCopy() {
    EmbeddingOptions changed = SMALL.learnedPositions(7).scaled(true);
    assertThat(changed.longest()).isEqualTo(7);
    assertThat(changed.scale()).isEqualTo(2);
    assertThat(changed.vocabularySize()).isEqualTo(9);
    assertThat(SMALL.longest()).isEqualTo(Long.MAX_VALUE);
    assertThat(SMALL.scale()).isEqualTo(1);
    assertThat(SMALL)
        .isEqualTo(EmbeddingOptions.standard().size(4).vocabularySize(9))
        .isNotEqualTo(changed);
    assertThat(changed.sinusoidalPositions().longest()).isEqualTo(Long.MAX_VALUE);
  }

  /** So that it equals what a model saved before there were others is read as. */
  @Test
  void interleavedSinusoidsFromZeroAreTheDefault() {
    EmbeddingOptions halves = SMALL.sinusoidalPositions(SinusoidLayout.HALVES, 2);
    assertThat(halves.sinusoids()).isEqualTo(new Sinusoids(SinusoidLayout.HALVES, 2));
    assertThat(SMALL.sinusoidalPositions().sinusoids())
        .isEqualTo(new Sinusoids(SinusoidLayout.INTERLEAVED, 0));
    assertThat(halves.sinusoidalPositions(SinusoidLayout.INTERLEAVED, 0))
        .isEqualTo(SMALL.sinusoidalPositions());
    assertThat(halves.learnedPositions(7)).isEqualTo(SMALL.learnedPositions(7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.sinusoidalPositions(SinusoidLayout.HALVES, -1).checked())
        .withMessageContaining("first position must be at least 0, but is -1");
  }

  @Test
  void bothEmbeddingsTakeThemAsTheirBuildersMethodsSetThem() {
    EmbeddingOptions options = SMALL.scaled(true).paddingId(2).learnedPositions(7).dropoutRate(0.1);
    assertThat(new TokenEmbedding.Builder().options(options).build())
        .isEqualTo(set(new TokenEmbedding.Builder()).build())
        .isNotEqualTo(new TokenEmbedding.Builder().options(SMALL).build());
    assertThat(new TiedTokenEmbedding.Builder().options(options).build())
        .isEqualTo(set(new TiedTokenEmbedding.Builder()).build())
        .isNotEqualTo(new TiedTokenEmbedding.Builder().options(SMALL).build());
  }

  private static <T extends EmbeddingOptions.Builder<T>> T set(T builder) {
    return builder
        .vocabularySize(9)
        .size(4)
        .scaled(true)
        .paddingId(2)
        .learnedPositions(7)
        .dropoutRate(0.1);
  }

  /** Otherwise a damaged model would compute something else. */
  @ParameterizedTest
  @ValueSource(strings = {"vocabularySize", "size", "positions", "maxLength"})
  void whatASavedLayerLacksIsNoDefault(String option) throws JsonProcessingException {
    ObjectMapper mapper = NeuralNetConfiguration.mapper();
    EmbeddingOptions learned = SMALL.learnedPositions(7);
    ObjectNode json = mapper.valueToTree(learned);
    assertThat(mapper.treeToValue(json, EmbeddingOptions.class)).isEqualTo(learned);
    assertThat(json.remove(option)).isNotNull();
    EmbeddingOptions damaged = mapper.treeToValue(json, EmbeddingOptions.class);
    assertThatIllegalArgumentException().isThrownBy(damaged::checked);
  }
}
