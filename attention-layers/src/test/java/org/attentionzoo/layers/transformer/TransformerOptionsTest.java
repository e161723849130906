package org.attentionzoo.layers.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

class TransformerOptionsTest {
  private static final TransformerOptions SMALL = TransformerOptions.standard().size(6).heads(3);

  @Test
  void anOptionReturnsAChangedCopy() {
    TransformerOptions changed = SMALL.dropoutRate(0.5).normPosition(NormPosition.PRE);
    assertThat(changed.dropoutRate()).isEqualTo(0.5);
    assertThat(changed.size()).isEqualTo(6);
    assertThat(SMALL.dropoutRate()).isZero();
    assertThat(SMALL.normPosition()).isEqualTo(NormPosition.POST);
    assertThat(SMALL)
        .isEqualTo(TransformerOptions.standard().heads(3).size(6))
        .isNotEqualTo(changed);
  }

  @Test
  void theFeedForwardSizeFollowsFromTheSizeThatIsGivenLast() {
    TransformerOptions larger = SMALL.size(12);
    assertThat(larger.feedForwardSize()).isEqualTo(48);
    assertThat(larger.checked().size(6).feedForwardSize()).isEqualTo(48);
    assertThat(SMALL.feedForwardSize(5).size(12).checked().feedForwardSize()).isEqualTo(5);
  }

  @Test
  void aLayerTakesThemAsItsBuildersMethodsSetThem() {
    TransformerOptions options = SMALL.feedForwardSize(8).epsilon(1e-6).attentionDropoutRate(0.1);
    assertThat(new TransformerEncoderLayer.Builder().options(options).build())
        .isEqualTo(
            new TransformerEncoderLayer.Builder()
                .size(6)
                .heads(3)
                .feedForwardSize(8)
                .epsilon(1e-6)
                .attentionDropoutRate(0.1)
                .build())
        .isNotEqualTo(new TransformerEncoderLayer.Builder().options(SMALL).build());
  }

  /** Otherwise a damaged model would compute something else. */
  @ParameterizedTest
  @ValueSource(strings = {"size", "heads", "innerSize", "activation", "normPosition", "epsilon"})
  void whatASavedLayerLacksIsNoDefault(String option) throws JsonProcessingException {
    ObjectMapper mapper = NeuralNetConfiguration.mapper();
    ObjectNode json = mapper.valueToTree(SMALL.checked());
    assertThat(mapper.treeToValue(json, TransformerOptions.class)).isEqualTo(SMALL.checked());
    assertThat(json.remove(option)).isNotNull();
    TransformerOptions damaged = mapper.treeToValue(json, TransformerOptions.class);
    assertThatIllegalArgumentException().isThrownBy(damaged::check);
  }
}
