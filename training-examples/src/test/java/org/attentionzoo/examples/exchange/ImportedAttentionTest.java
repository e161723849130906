package org.attentionzoo.examples.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import org.attentionzoo.zoo.weights.SafetensorsFile;
import org.attentionzoo.zoo.weights.TorchWeights;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of every other program, imported and asked where they look. */
class ImportedAttentionTest {

  private static final Path RESOURCES = Path.of("..", "model-zoo", "src", "test", "resources");

  @TempDir private Path temp;

  private void run(String... arguments) {
    StringWriter err = new StringWriter();
    int status =
        AttentionZoo.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    assertThat(status).as(err.toString()).isZero();
  }

  private Path imported(Path folder) {
    Path zip = temp.resolve("model.zip");
    run("import", folder.toString(), "--out", zip.toString());
    return zip;
  }

  /**
   * One row a target token, the end included, each a distribution over the source tokens; and the
   * picture of it.
   */
  private List<Translation> assertLooks(Path zip, String... lines) throws IOException {
    Path text = Files.write(temp.resolve("text"), List.of(lines));
    Path pictures = temp.resolve("pictures");
    run(
        "translate",
        zip.toString(),
        "--input=" + text,
        "--output=" + temp.resolve("answers"),
        "--attention=" + pictures);
    try (Translator own = Translator.load(zip)) {
      Translator translator = own.with(own.decoding().withAttention());
      List<Translation> all =
          Stream.of(lines).map(line -> translator.translations(line).get(0)).toList();
      for (int i = 0; i < lines.length; i++) {
        Translation found = all.get(i);
        float[][] weights = found.hypothesis().attention();
        int written = found.targetTokens().size() + (found.hypothesis().finished() ? 1 : 0);
        assertThat(weights).hasDimensions(written, found.sourceTokens().size());
        for (float[] row : weights) {
          double sum = 0;
          for (float weight : row) {
            assertThat(weight).isBetween(0f, 1f);
            sum += weight;
          }
          assertThat(sum).isCloseTo(1, within(1e-4));
        }
        BufferedImage picture =
            ImageIO.read(pictures.resolve("attention-" + (i + 1) + ".png").toFile());
        assertThat(picture.getWidth()).isGreaterThan(30 * found.sourceTokens().size());
      }
      return all;
    }
  }

  private Path marian(String name, String... tokenizer) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    try (Stream<Path> files = Files.list(RESOURCES.resolve("marian").resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    for (String file : tokenizer) {
      Files.copy(
          RESOURCES.resolve("marian").resolve("tokenizer").resolve(file), folder.resolve(file));
    }
    return folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"opus", "uneven", "untied"})
  void huggingFacesMarianModels(String name) throws IOException {
    Path folder = marian(name, "source.spm", "target.spm", "vocab.json");
    List<Translation> found = assertLooks(imported(folder), "A man rides.", "Two dogs.");
    assertThat(found.get(0).sourceTokens()).startsWith("▁A", "▁man").endsWith(".", "⟨</s>⟩");
  }

  @Test
  void mariansOwn() throws IOException {
    Path folder = marian("npz", "source.spm", "target.spm");
    List<Translation> found = assertLooks(imported(folder), "A man rides.");
    assertThat(found.get(0).sourceTokens()).endsWith("⟨</s>⟩");
  }

  /** It transliterates letter by letter, and looks at each. */
  @Test
  void cTranslate2s() throws IOException {
    Path data = Path.of("..", "shared", "data", "aren-transliteration");
    Path folder = Files.isDirectory(data) ? data : Path.of("..").resolve(data);
    assumeTrue(Files.isDirectory(folder), "The model is not there: " + folder.toAbsolutePath());
    Path zip = imported(folder);
    List<Translation> found = assertLooks(zip, "آ ت ز م و ن", "آ ز ا");
    assertThat(found.get(0).text()).isEqualTo("a t z m o n");
    float[][] weights = found.get(0).hypothesis().attention();
    for (int t = 0; t < 6; t++) {
      int most = 0;
      for (int s = 1; s < 6; s++) {
        most = weights[t][s] > weights[t][most] ? s : most;
      }
      assertThat(most).isBetween(t - 2, t + 2);
    }
    ModelCard card = ModelZip.load(zip).card();
    assertThat(card.modelName()).isEqualTo("Transformer");
    assertThat(card.extras()).containsEntry("imported from", "CTranslate2, TransformerBase");
  }

  @Test
  void pyTorchs() throws IOException {
    ComputationGraph network =
        Transformer.tiny()
            .vocabularySize(11)
            .modelSize(12)
            .heads(3)
            .feedForwardSize(20)
            .encoderLayers(2)
            .decoderLayers(1)
            .finalNorm(true)
            .build()
            .init();
    Path weights = RESOURCES.resolve("weights").resolve("torch_transformer_post.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      TorchWeights.of(file, network)
          .embedding("source", "sourceEmbedding")
          .embedding("target", "targetEmbedding")
          .transformer("transformer")
          .linear("generator", "output")
          .notNeeded("positions", "sinusoids are computed")
          .apply();
    }
    Vocabulary letters = Vocabulary.of(List.of("a", "b", "c", "d", "e", "f", "g"));
    WhitespaceTokenizer blanks = new WhitespaceTokenizer();
    Path zip = temp.resolve("model.zip");
    new ModelZip(
            network,
            letters,
            letters,
            ModelCard.builder("Transformer").tokenizer(blanks.name()).build(),
            Optional.of(new Tokenizers(blanks, blanks)))
        .save(zip);
    assertLooks(zip, "a b c d", "g");
  }
}
