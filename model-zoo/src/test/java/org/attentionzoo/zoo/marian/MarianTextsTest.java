package org.attentionzoo.zoo.marian;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Text in, text out: as MarianTokenizer and MarianMTModel do it together (make_marian.py). */
class MarianTextsTest {

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"opus", "uneven", "separate", "untied"})
  void aTextIsTranslatedAsByTheGenuineModel(String name) throws IOException {
    ModelZip model = HuggingFaceMarian.load(MarianFixture.folder(name, temp)).model();
    JsonNode texts = MarianFixture.json(name + "/texts.json");
    assertThat(texts).hasSizeGreaterThan(10);
    try (Translator translator = Translator.of(model)) {
      for (JsonNode each : texts) {
        String text = each.get("text").asText();
        Translation found = translator.translations(text).get(0);
        List<String> read = new ArrayList<>();
        each.get("source").forEach(token -> read.add(token.asText()));
        assertThat(read).endsWith("</s>");
        read.set(read.size() - 1, "⟨</s>⟩");
        assertThat(model.source().decode(model.source().encode(found.sourceTokens())))
            .as(text)
            .isEqualTo(read);
        assertThat(found.text()).as(text).isEqualTo(each.get("translation").asText());
      }
    }
  }

  /** Its row is the end token's, so that the encoder reads what it was trained with. */
  @ParameterizedTest
  @ValueSource(strings = {"opus", "separate", "npz"})
  void theEndOfSourcesHasARowOfItsOwn(String name) throws IOException {
    ModelZip model =
        name.equals("npz")
            ? MarianFolder.load(MarianFixture.marian(temp)).model()
            : HuggingFaceMarian.load(MarianFixture.folder(name, temp)).model();
    int end = model.source().id("⟨</s>⟩");
    String table = name.equals("separate") ? "sourceEmbedding_W" : "table_W";
    assertThat(end).isGreaterThanOrEqualTo(Vocabulary.SPECIAL_TOKENS.size());
    assertThat(model.network().getParam(table).getRow(end))
        .isEqualTo(model.network().getParam(table).getRow(Vocabulary.EOS));
    assertThat(model.sourceCodec().encode("A man")).endsWith(end);
    assertThat(model.sourceCodec().encode(" ")).isEmpty();
    assertThat(model.targetCodec().encode("ein")).doesNotContain(end);
    int neverWritten = model.target().id("⟨</s>⟩");
    assertThat(model.network().getParam("output_b").getFloat(neverWritten)).isLessThan(-90);
  }

  /** What a text says of itself is text. */
  @Test
  void aTextCannotBringAnEnd() throws IOException {
    ModelZip model = HuggingFaceMarian.load(MarianFixture.folder("opus", temp)).model();
    int end = model.source().id("⟨</s>⟩");
    int[] ids = model.sourceCodec().encode("A </s> man ⟨</s>⟩");
    assertThat(ids).doesNotContain(Vocabulary.EOS);
    assertThat(ids).containsOnlyOnce(end);
  }
}
