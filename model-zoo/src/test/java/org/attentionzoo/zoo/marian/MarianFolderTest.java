package org.attentionzoo.zoo.marian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.DecodingJson;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.translation.Translator;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * A model under Marian's own names, compared with the genuine MarianMTModel that has Marian's
 * positions and epsilon (make_marian.py).
 */
class MarianFolderTest {

  @TempDir private Path temp;

  private static List<String> tokens() throws IOException {
    return MarianFixture.tokens(
        Path.of("src", "test", "resources", "marian", "tokenizer", "vocab.json"));
  }

  @Test
  void givesTheSameLogits() throws IOException {
    ModelZip model = MarianFolder.load(MarianFixture.marian(temp)).model();
    List<String> tokens = tokens();
    int compared = 0;
    for (JsonNode row : MarianFixture.json("npz/expected.json").get("rows")) {
      if (row.has("logits")) {
        int[][] source = {MarianFixture.ours(row.get("source"), tokens, model.source())};
        int[][] target = {MarianFixture.ours(row.get("target"), tokens, model.target())};
        INDArray probabilities = // [1, V, T]
            model.network().output(Nd4j.createFromArray(source), Nd4j.createFromArray(target))[0];
        for (int t = 0; t < target[0].length; t++) {
          double[] expected = MarianFixture.logProbabilities(row.get("logits").get(t));
          for (int id = 0; id < expected.length; id++) {
            int ours = model.target().id(tokens.get(id));
            assertThat(Math.log(probabilities.getDouble(0, ours, t)))
                .as("%s at step %d", tokens.get(id), t)
                .isCloseTo(expected[id], within(1e-4));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(1500);
  }

  @Test
  void findsTheSameTokens() throws IOException {
    ModelZip model = MarianFolder.load(MarianFixture.marian(temp)).model();
    List<String> tokens = tokens();
    Decoding<?> beam = DecodingJson.read(model.card().extras().get(ModelCard.DECODING));
    try (GraphScorer scorer = new GraphScorer(model.network());
        Generator generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS)) {
      for (JsonNode row : MarianFixture.json("npz/expected.json").get("rows")) {
        int[][] source = {MarianFixture.ours(row.get("source"), tokens, model.source())};
        int[] theirs = MarianFixture.ours(row.get("beam"), tokens, model.target());
        assertThat(generator.best(source, beam.suppress(0, 2)).get(0).tokens())
            .isEqualTo(Arrays.copyOfRange(theirs, 1, theirs.length - 1));
        theirs = MarianFixture.ours(row.get("greedy"), tokens, model.target());
        assertThat(generator.best(source, Decoding.greedy().suppress(0, 2)).get(0).tokens())
            .isEqualTo(Arrays.copyOfRange(theirs, 1, theirs.length - 1));
      }
    }
  }

  @Test
  void translatesAndNotesWhatIsNotKept() throws IOException {
    ImportedModel imported = MarianFolder.load(MarianFixture.marian(temp));
    assertThat(imported.notes())
        .containsExactly(
            "decoder.yml: word-penalty = 0.0 is not kept",
            "decoder.yml: mini-batch = 1 is not kept");
    assertThat(imported.model().card().extras())
        .containsEntry(
            ModelCard.DECODING,
            "{\"beam\":4,\"lengthNormalization\":1.0,\"maxLengthBeyondSource\":50}");
    try (Translator translator = Translator.of(imported.model())) {
      assertThat(translator.translate("A man rides.")).isNotEmpty();
    }
  }

  private void assertRefused(Path folder, String message) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> MarianFolder.load(folder))
        .withMessageStartingWith(folder.toString())
        .withMessageContaining(message);
  }

  @Test
  void whatIsNoSuchFolderIsNamed() throws IOException {
    Path folder = MarianFixture.marian(temp);
    Path decoder = folder.resolve("decoder.yml");
    String text = Files.readString(decoder);
    Files.writeString(decoder, text.replace("- model.npz", "- ../npz/../../model.npz"));
    assertRefused(folder, "expected names of files in the same folder");
    Files.writeString(decoder, text.replace("beam-size: 4", "beam-size: [a"));
    assertRefused(folder, "decoder.yml: is no YAML");
    Files.writeString(decoder, text.replace("beam-size: 4", "beam-size: -4"));
    assertRefused(folder, "beam-size is -4, expected a whole number from 1 to 612");
    Files.delete(decoder);
    Files.copy(folder.resolve("model.npz"), folder.resolve("other.npz"));
    assertRefused(folder, "has 2 files *.npz, and one is expected");
    Files.delete(folder.resolve("other.npz"));
    Path vocabulary = folder.resolve("opus.vocab.yml");
    Files.writeString(vocabulary, Files.readString(vocabulary) + "more: 612\n");
    assertRefused(folder, "token \"more\" has the id 612, and the model has 612 tokens");
    Files.delete(vocabulary);
    assertRefused(folder, "has 0 files *vocab.yml");
  }
}
