package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {

  private static final ModelCard CARD =
      ModelCard.builder("Transformer")
          .task("dates to \"ISO 8601\"")
          .tokenizer("character")
          .trainingData("CLDR, 50 000 dates")
          .size("parameters", 3_000_000_000L)
          .size("layers", 2)
          .metric("exact match", 0.987)
          .extra("seed", "7")
          .build();

  @Test
  void jsonRoundTripKeepsEverythingInOrder() {
    ModelCard read = ModelCardJson.read(ModelCardJson.write(CARD));
    assertThat(read).isEqualTo(CARD);
    assertThat(read.sizes().keySet()).containsExactly("parameters", "layers");
  }

  @Test
  void theCardIsDatedAndKnowsTheLibrary() {
    assertThat(CARD.created()).isBetween(Instant.now().minusSeconds(3600), Instant.now());
    assertThat(CARD.created().getNano()).isZero();
    assertThat(CARD.libraryVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(ModelCardJson.write(CARD)).contains("\"created\" : \"" + CARD.created() + '"');
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCard.builder(" ").build())
        .withMessage("modelName is blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCard.builder("m").metric("loss", Double.NaN).build())
        .withMessage("metric \"loss\" must be finite, but is NaN");
  }

  @Test
  void badJsonIsNamed() {
    String json = ModelCardJson.write(CARD);
    Map.of(
            json.replace("\"version\" : 1", "\"version\" : 2"),
            "version is 2",
            json.replace("attention-zoo-model-card", "other"),
            "format is \"other\"",
            json.replace("\"layers\" : 2", "\"layers\" : 2.5"),
            "sizes \"layers\" is 2.5",
            json.replace(CARD.created().toString(), "yesterday"),
            "created is \"yesterday\"",
            json.replace("\"task\"", "\"tasks\""),
            "field \"task\" is missing",
            json.replace("\"character\"", "5"),
            "tokenizer is 5, expected a string",
            "{",
            "Not a model card",
            "[]",
            "expected a JSON object")
        .forEach(
            (bad, message) ->
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelCardJson.read(bad))
                    .withMessageContaining(message));
  }
}
