package org.attentionzoo.zoo.marian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.MarkingTokenizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WordTokenizer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Models leave and come back. With {@code -Dmarian.export=FOLDER} the models stay there with what
 * they compute, for {@code make_marian.py --check}.
 */
class MarianExportTest {

  private static final int[][] TARGET = {{2, 9, 10, 11}};
  private static final String END = "⟨</s>⟩"; // of sources

  @TempDir private Path temp;

  private static int[] source(ModelZip model) {
    return new int[] {5, 6, 7, 8, model.source().id(END)};
  }

  private static INDArray probabilities(ModelZip model) {
    INDArray source = Nd4j.createFromArray(new int[][] {source(model)});
    return model.network().output(source, Nd4j.createFromArray(TARGET))[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"opus", "uneven", "separate", "untied"})
  void whatWasImportedComesBackTheSame(String name) throws IOException {
    ModelZip model = HuggingFaceMarian.load(MarianFixture.folder(name, temp)).model();
    Path folder = temp.resolve("exported");
    assertThat(HuggingFaceMarian.save(model, folder)).isEmpty();
    ModelZip again = HuggingFaceMarian.load(folder).model();
    assertThat(again.network().params()).isEqualTo(model.network().params());
    assertThat(again.source()).isEqualTo(model.source());
    assertThat(again.target()).isEqualTo(model.target());
    assertThat(again.tokenizers()).isEqualTo(model.tokenizers());
    assertThat(again.card().extras()).isEqualTo(model.card().extras());
    assertThat(again.card().task()).isEqualTo(model.card().task());
    assertThat(again.network().getConfiguration()).isEqualTo(model.network().getConfiguration());
    keepForPython(name, model, folder);
  }

  private ModelZip ours(UnaryOperator<TransformerModelBuilder> change) throws IOException {
    ModelZip imported = HuggingFaceMarian.load(MarianFixture.folder("opus", temp)).model();
    Vocabulary vocabulary = imported.source();
    TransformerModelBuilder builder =
        Transformer.tiny()
            .modelSize(8)
            .heads(2)
            .feedForwardSize(12)
            .layers(2)
            .sinusoidalPositions(SinusoidLayout.HALVES, 0)
            .vocabularySize(vocabulary.size());
    ComputationGraph network = change.apply(builder).build().init();
    network.getParam("output_b").assign(Nd4j.randn(1, vocabulary.size()));
    if (network.paramTable().containsKey("table_W")) { // as it is when a model is imported
      INDArray table = network.getParam("table_W");
      table.getRow(vocabulary.id(END)).assign(table.getRow(Vocabulary.EOS));
    }
    return new ModelZip(
        network,
        vocabulary,
        vocabulary,
        ModelCard.builder("Transformer").build(),
        imported.tokenizers());
  }

  /** Odds of two tokens do not depend on what else there is: padding alone has another logit. */
  @ParameterizedTest
  @EnumSource(Tying.class)
  void oursComeBackWithTheSameLogits(Tying tying) throws IOException {
    ModelZip model = ours(o -> o.tying(tying).scaledEmbeddings(tying != Tying.NONE));
    Path folder = temp.resolve("exported");
    assertThat(HuggingFaceMarian.save(model, folder)).isEmpty();
    ModelZip again = HuggingFaceMarian.load(folder).model();
    assertThat(again.source()).isEqualTo(model.source());
    INDArray before = probabilities(model);
    INDArray after = probabilities(again);
    for (int t = 0; t < TARGET[0].length; t++) {
      for (int id = 4; id < model.target().id(END); id++) {
        double odds = Math.log(before.getDouble(0, id, t) / before.getDouble(0, 3, t));
        assertThat(Math.log(after.getDouble(0, id, t) / after.getDouble(0, 3, t)))
            .isCloseTo(odds, within(1e-4));
      }
    }
    keepForPython("ours-" + tying, model, folder);
  }

  @Test
  void whatIsOtherwiseWithTheEndOfSourcesIsNoted() throws IOException {
    ModelZip model = ours(o -> o.tying(Tying.ALL));
    INDArray table = model.network().getParam("table_W");
    table.getRow(model.source().id(END)).addi(1); // as it may be after more training
    assertThat(HuggingFaceMarian.save(model, temp.resolve("trained")))
        .containsExactly(
            "the end of sources has another row than that of targets, and is not kept");
    Tokenizers tokenizers = model.tokenizers().orElseThrow();
    Tokenizer unmarked = ((MarkingTokenizer) tokenizers.source()).marked();
    ModelZip without =
        new ModelZip(
            model.network(),
            model.source(),
            model.target(),
            model.card(),
            Optional.of(new Tokenizers(unmarked, tokenizers.target())));
    assertThat(HuggingFaceMarian.save(without, temp.resolve("without")))
        .containsExactly("sources end with </s> there, which this model has not read");
  }

  @Test
  void whatMarianCannotComputeIsNamed() throws IOException {
    assertRefused(
        ours(o -> o.normPosition(NormPosition.PRE)),
        "normPosition of \"encoder0\" is \"PRE\", but a Marian model has POST");
    assertRefused(
        ours(TransformerModelBuilder::sinusoidalPositions),
        "sinusoidLayout of \"sourceEmbedding\" is INTERLEAVED, but a Marian model has HALVES");
    assertRefused(
        ours(o -> o.options(l -> l.epsilon(1e-6))),
        "epsilon of \"encoder0\" is 1.0E-6, but a Marian model has 1.0E-5");
    assertRefused(
        ours(o -> o.embeddingNorm(true)), "Marian has nothing for the parameter sourceNorm_");
    assertRefused(
        ours(o -> o.decoderOptions(l -> l.dropoutRate(0.3))),
        "dropoutRate of \"decoder0\" is 0.3, but a Marian model has the encoder's, 0.1");
    ModelZip model = ours(o -> o);
    WordTokenizer words = new WordTokenizer();
    assertRefused(
        new ModelZip(
            model.network(),
            model.source(),
            model.target(),
            model.card(),
            Optional.of(new Tokenizers(words, words))),
        "the source tokenizer is \"words\", but Marian has \"sentencepiece\"");
  }

  private void assertRefused(ModelZip model, String message) throws IOException {
    Path folder = temp.resolve("refused");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HuggingFaceMarian.save(model, folder))
        .withMessageContaining(message);
    assertThat(folder).doesNotExist();
    try (Stream<Path> files = Files.walk(temp.resolve("opus"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file); // the next one makes it again
      }
    }
  }

  @Test
  void aFolderWithFilesStaysAsItIs() throws IOException {
    ModelZip model = ours(o -> o);
    Path folder = Files.createDirectories(temp.resolve("full"));
    Files.writeString(folder.resolve("precious"), "precious");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> HuggingFaceMarian.save(model, folder))
        .withMessageContaining("is there already, and not empty");
    assertThat(folder.resolve("precious")).hasContent("precious");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  /** What the model computes, beside it, if somebody asks for it. */
  private static void keepForPython(String name, ModelZip model, Path folder) throws IOException {
    String keep = System.getProperty("marian.export");
    if (keep == null) {
      return;
    }
    Path to = Files.createDirectories(Path.of(keep, name));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    ObjectNode check = MarianFixture.JSON.createObjectNode();
    tokens(check.putArray("source"), source(model), model.source());
    tokens(check.putArray("target"), TARGET[0], model.target());
    INDArray probabilities = probabilities(model);
    ObjectNode steps = check.putObject("logProbabilities");
    for (int id = 3; id < model.target().id(END); id++) {
      ArrayNode values = steps.putArray(model.target().token(id));
      for (int t = 0; t < TARGET[0].length; t++) {
        values.add(Math.log(probabilities.getDouble(0, id, t)));
      }
    }
    Files.writeString(to.resolve("check.json"), check.toString());
  }

  private static void tokens(ArrayNode to, int[] ids, Vocabulary vocabulary) {
    List<String> tokens = Arrays.stream(ids).mapToObj(vocabulary::token).toList();
    Map<String, String> theirs = Map.of("<s>", "<pad>", END, "</s>");
    tokens.forEach(token -> to.add(theirs.getOrDefault(token, token)));
  }
}
