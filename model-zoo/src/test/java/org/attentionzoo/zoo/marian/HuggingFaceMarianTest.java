package org.attentionzoo.zoo.marian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.DecodingJson;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Compared with the genuine MarianMTModel (make_marian.py). */
class HuggingFaceMarianTest {

  @TempDir private Path temp;

  private static List<String> targetTokens(Path folder) throws IOException {
    Path own = folder.resolve("target_vocab.json");
    return MarianFixture.tokens(Files.exists(own) ? own : folder.resolve("vocab.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"opus", "uneven", "separate", "untied"})
  void givesTheSameLogits(String name) throws IOException {
    Path folder = MarianFixture.folder(name, temp);
    ModelZip model = HuggingFaceMarian.load(folder).model();
    List<String> sourceTokens = MarianFixture.tokens(folder.resolve("vocab.json"));
    List<String> targetTokens = targetTokens(folder);
    int compared = 0;
    for (JsonNode row : MarianFixture.json(name + "/expected.json").get("rows")) {
      if (row.has("logits")) {
        int[] source = MarianFixture.ours(row.get("source"), sourceTokens, model.source());
        int[] target = MarianFixture.ours(row.get("target"), targetTokens, model.target());
        INDArray probabilities = // [1, V, T]
            model.network().output(Nd4j.createFromArray(new int[][] {source}), ids(target))[0];
        for (int t = 0; t < target.length; t++) {
          double[] expected = MarianFixture.logProbabilities(row.get("logits").get(t));
          for (int id = 0; id < expected.length; id++) {
            if (!targetTokens.get(id).equals("<pad>")) {
              int ours = model.target().id(targetTokens.get(id));
              assertThat(Math.log(probabilities.getDouble(0, ours, t)))
                  .as("%s at step %d", targetTokens.get(id), t)
                  .isCloseTo(expected[id], within(1e-4));
              compared++;
            }
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(1500);
  }

  private static INDArray ids(int[] row) {
    return Nd4j.createFromArray(new int[][] {row});
  }

  @ParameterizedTest
  @ValueSource(strings = {"opus", "uneven", "separate", "untied"})
  void findsTheTokensOfGenerate(String name) throws IOException {
    Path folder = MarianFixture.folder(name, temp);
    ModelZip model = HuggingFaceMarian.load(folder).model();
    List<String> sourceTokens = MarianFixture.tokens(folder.resolve("vocab.json"));
    List<String> targetTokens = targetTokens(folder);
    Decoding<?> beam = DecodingJson.read(model.card().extras().get(ModelCard.DECODING));
    Decoding<?> greedy = Decoding.greedy().maxLength(8).forceEnd();
    int[] special = {Vocabulary.PAD, Vocabulary.BOS};
    try (GraphScorer scorer = new GraphScorer(model.network());
        Generator generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS)) {
      for (JsonNode row : MarianFixture.json(name + "/expected.json").get("rows")) {
        int[][] source = {MarianFixture.ours(row.get("source"), sourceTokens, model.source())};
        Hypothesis found = generator.best(source, greedy.suppress(special)).get(0);
        assertThat(all(found))
            .isEqualTo(MarianFixture.ours(row.get("greedy"), targetTokens, model.target()));
        found = generator.best(source, beam.suppress(special)).get(0);
        assertThat(all(found))
            .isEqualTo(MarianFixture.ours(row.get("beam"), targetTokens, model.target()));
        assertThat(found.score()).isCloseTo(row.get("score").asDouble(), within(1e-4));
      }
    }
  }

  /** With begin and end, as theirs are. */
  private static int[] all(Hypothesis found) {
    int[] all = new int[found.tokens().length + (found.finished() ? 2 : 1)];
    all[0] = Vocabulary.BOS;
    System.arraycopy(found.tokens(), 0, all, 1, found.tokens().length);
    if (found.finished()) {
      all[all.length - 1] = Vocabulary.EOS;
    }
    return all;
  }

  @Test
  void translatesTextFromAZipAndShowsAttention() throws IOException {
    ModelZip model = HuggingFaceMarian.load(MarianFixture.folder("separate", temp)).model();
    assertThat(model.card().task()).isEqualTo("translation en → de");
    Path zip = temp.resolve("model.zip");
    model.save(zip);
    try (Translator translator = Translator.load(zip)) {
      List<Translation> found = translator.translations("A man rides.");
      assertThat(found).hasSize(1);
      assertThat(found.get(0).sourceTokens()).contains("▁A", "▁man");
      assertThat(found.get(0).text()).doesNotContain("▁").doesNotContain("<pad>");
      assertThat(DecodingJson.write(translator.decoding()))
          .isEqualTo("{\"beam\":4,\"lengthNormalization\":0.6,\"maxLength\":8,\"forceEnd\":true}");
      Hypothesis attended =
          translator
              .with(Decoding.greedy().maxLength(8).withAttention())
              .translations("A man rides.")
              .get(0)
              .hypothesis();
      assertThat(attended.attention()[0]).hasSize(found.get(0).sourceTokens().size());
    }
  }

  @Test
  void trainsOnFromAZipWithoutAnUpdatersState() throws IOException {
    ModelZip imported = HuggingFaceMarian.load(MarianFixture.folder("opus", temp)).model();
    Path zip = temp.resolve("model.zip");
    imported.save(zip);
    try (ZipFile entries = new ZipFile(zip.toFile())) {
      assertThat(entries.getEntry("updaterState.bin")).isNull();
    }
    ModelZip tuned = FineTuning.from(ModelZip.load(zip)).updater(new Adam(0.01)).build().model();
    MultiDataSet batch =
        SequenceBatch.of(
            List.of(
                new SequencePair(new int[] {5, 6, 7}, new int[] {8, 9}),
                new SequencePair(new int[] {9, 8}, new int[] {7, 6, 5})));
    double before = tuned.network().score(batch);
    for (int i = 0; i < 20; i++) {
      tuned.network().fit(batch);
    }
    assertThat(tuned.network().score(batch)).isLessThan(before / 2);
    assertThat(imported.network().score(batch)).isEqualTo(before);
    imported.network().fit(batch); // DL4J makes an updater where there is none
    assertThat(imported.network().score(batch)).isNotEqualTo(before);
  }

  @Test
  void reportsEveryTensor() throws IOException {
    ImportedModel imported = HuggingFaceMarian.load(MarianFixture.folder("uneven", temp));
    assertThat(imported.report().unexplained()).isEmpty();
    assertThat(imported.report().toString())
        .contains("encoder0_selfWq [12, 12] ← model.encoder.layers.0.self_attn.q_proj.weight")
        .contains("table_W [")
        .contains("not used: lm_head.weight [613, 12] (the same as model.")
        .contains("not used: model.encoder.embed_positions.weight [64, 12] (sinusoids");
    assertThat(imported.notes()).isEmpty();
  }

  private Path edited(String name, String from, String to) throws IOException {
    Path folder = MarianFixture.folder("opus", temp);
    Path file = folder.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    return folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"marian\"|\"bart\"|model_type is \"bart\", expected \"marian\"",
        "\"swish\"|\"softplus\"|activation_function is \"softplus\", expected one of [gelu, ",
        "\"d_model\": 16|\"d_model\": 32|has shape",
        "\"d_model\": 16|\"d_model\": -1|d_model is -1, expected a whole number from 2",
        "\"d_model\": 16|\"d_model\": 18|d_model is 18, expected an even multiple of encoder_att",
        "\"encoder_layers\": 2|\"encoder_layers\": 1000|holds 21,557 numbers, and the configuration",
        "\"encoder_layers\": 2|\"encoder_layers\": 3|has no tensors [model.encoder.layers.2.",
        "\"encoder_layers\": 2|\"encoder_layers\": 1|has tensors that no Marian model has",
        "\"vocab_size\": 613|\"vocab_size\": 614|has no token with id 613",
        "\"pad_token_id\": 612|\"pad_token_id\": 613|pad_token_id is 613, expected a whole number",
        "\"dropout\": 0.0|\"dropout\": 7|dropout is 7, expected a number from 0",
        "\"is_decoder\"|\"normalize_before\": true, \"is_decoder\"|normalize_before is true",
        "\"scale_embedding\": true|\"scale_embedding\": 1|scale_embedding is 1, expected true or",
      })
  void aModelThatItIsNotIsRefused(String from, String to, String message) throws IOException {
    Path folder = edited("config.json", from, to);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> HuggingFaceMarian.load(folder))
        .withMessageStartingWith(folder.toString())
        .withMessageContaining(message);
  }

  @Test
  void whatGenerateWouldDoAndWeDoNotIsNoted() throws IOException {
    Path folder =
        edited(
            "generation_config.json",
            "\"num_beams\": 4",
            "\"num_beams\": 1, \"no_repeat_ngram_size\": 3, \"do_sample\": false,"
                + " \"top_k\": 50, \"early_stopping\": true, \"min_length\": null");
    ImportedModel imported = HuggingFaceMarian.load(folder);
    assertThat(imported.notes())
        .containsExactly(
            "generation_config.json: no_repeat_ngram_size = 3 is not kept",
            "generation_config.json: early_stopping = true is not kept");
    assertThat(imported.model().card().extras())
        .containsEntry(ModelCard.DECODING, "{\"maxLength\":8,\"forceEnd\":true}");
  }

  @Test
  void olderFoldersSayInTheirConfigHowToSearch() throws IOException {
    Path folder =
        edited(
            "config.json",
            "\"is_decoder\"",
            "\"num_beams\": 6, \"max_length\": 512, \"min_length\": 5, \"is_decoder\"");
    Files.delete(folder.resolve("generation_config.json"));
    ImportedModel imported = HuggingFaceMarian.load(folder);
    assertThat(imported.notes()).containsExactly("config.json: min_length = 5 is not kept");
    assertThat(imported.model().card().extras())
        .containsEntry(
            ModelCard.DECODING,
            "{\"beam\":6,\"lengthNormalization\":1.0,\"maxLength\":511,\"forceEnd\":true}");
  }

  @Test
  void badWordsAreSuppressed() throws IOException {
    Path folder =
        edited("generation_config.json", "      612\n    ]", "      612\n    ], [5], [6, 7]");
    ImportedModel imported = HuggingFaceMarian.load(folder);
    int five =
        imported.model().target().id(MarianFixture.tokens(folder.resolve("vocab.json")).get(5));
    assertThat(imported.model().card().extras().get(ModelCard.DECODING))
        .contains("\"suppress\":[" + five + "]");
    assertThat(imported.notes())
        .containsExactly("generation_config.json: bad_words_ids [6,7] is not kept");
  }

  @ParameterizedTest
  @CsvSource({
    "config.json, is missing",
    "vocab.json, is missing",
    "source.spm, is missing",
    "target.spm, is missing",
    "model.safetensors, has neither model.safetensors nor pytorch_model.bin",
  })
  void aMissingFileIsNamed(String name, String message) throws IOException {
    Path folder = MarianFixture.folder("opus", temp);
    Files.delete(folder.resolve(name));
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> HuggingFaceMarian.load(folder))
        .withMessageStartingWith(folder.toString())
        .withMessageContaining(message);
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    Path folder = MarianFixture.folder("opus", temp);
    Files.write(folder.resolve("source.spm"), new byte[] {1, 2, 3});
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> HuggingFaceMarian.load(folder))
        .withMessageContaining("source.spm: Not a SentencePiece model: ");
    Files.writeString(folder.resolve("vocab.json"), "{\"a\": 1, \"b\": 1}");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> HuggingFaceMarian.load(folder))
        .withMessageContaining("vocab.json: tokens \"a\" and \"b\" both have the id 1");
    Files.writeString(folder.resolve("config.json"), "[1");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> HuggingFaceMarian.load(folder))
        .withMessageContaining("config.json: it is not JSON");
    Files.write(folder.resolve("config.json"), "\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> HuggingFaceMarian.load(folder))
        .withMessageContaining("config.json: is not UTF-8");
  }
}
