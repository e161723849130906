package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.BpeTokenizer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.Merge;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.text.WordTokenizer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class ModelZipTest {

  @TempDir Path folder;

  @Test
  void everythingComesBack() throws Exception {
    ModelZip saved = SmallModel.trained();
    Path file = folder.resolve("model.zip");
    saved.save(file);
    ModelZip loaded = ModelZip.load(file);

    assertThat(loaded.source()).isEqualTo(SmallModel.SOURCE);
    assertThat(loaded.target()).isEqualTo(SmallModel.TARGET);
    assertThat(loaded.card()).isEqualTo(saved.card());
    assertThat(SmallModel.output(loaded.network()))
        .containsExactly(SmallModel.output(saved.network()));
  }

  @Test
  void trainingGoesOnExactly() throws Exception {
    ModelZip saved = SmallModel.trained();
    Path file = folder.resolve("model.zip");
    saved.save(file);
    ComputationGraph loaded = ModelZip.load(file).network();
    SmallModel.fit(loaded, 3);
    SmallModel.fit(saved.network(), 3);
    assertThat(loaded.params().toFloatVector())
        .containsExactly(saved.network().params().toFloatVector());
    assertThat(loaded.getIterationCount()).isEqualTo(6);
  }

  @Test
  void withoutUpdaterOnlyTheParametersCome() throws Exception {
    ModelZip saved = SmallModel.trained();
    Path file = folder.resolve("model.zip");
    saved.save(file);
    ComputationGraph loaded = ModelZip.load(file, false).network();
    assertThat(loaded.params()).isEqualTo(saved.network().params());
    assertThat(loaded.getUpdater().getUpdaterStateViewArray().sumNumber().doubleValue()).isZero();
  }

  @Test
  void dl4jOpensItToo() throws Exception {
    ModelZip saved = SmallModel.trained();
    Path file = folder.resolve("model.zip");
    saved.save(file);
    ComputationGraph loaded = ComputationGraph.load(file.toFile(), true);
    assertThat(SmallModel.output(loaded)).containsExactly(SmallModel.output(saved.network()));
    assertThat(loaded.getUpdater().getUpdaterStateViewArray())
        .isEqualTo(saved.network().getUpdater().getUpdaterStateViewArray());
  }

  @Test
  void attachmentsComeBackAndDl4jOpensTheZipAsBefore() throws Exception {
    ModelZip saved = SmallModel.trained();
    Path file = folder.resolve("model.zip");
    saved.save(file, Map.of("notes.txt", new byte[] {1, 2}));
    assertThat(ModelZip.attachment(file, "notes.txt")).contains(new byte[] {1, 2});
    assertThat(ModelZip.attachment(file, "none.txt")).isEmpty();
    ComputationGraph loaded = ComputationGraph.load(file.toFile(), true);
    assertThat(SmallModel.output(loaded)).containsExactly(SmallModel.output(saved.network()));
  }

  @Test
  void noAttachmentReplacesAnEntryOfTheZip() {
    Path file = folder.resolve("model.zip");
    Map<String, byte[]> attachments = Map.of("coefficients.bin", new byte[] {1});
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> SmallModel.trained().save(file, attachments))
        .withMessageContaining("coefficients.bin");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theEntriesAreDl4jsOwnAndJson() throws Exception {
    Path file = folder.resolve("model.zip");
    SmallModel.trained().save(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(Object::toString))
          .containsExactlyInAnyOrder(
              "configuration.json",
              "coefficients.bin",
              "updaterState.bin",
              "source-vocabulary.json",
              "target-vocabulary.json",
              "model-card.json");
    }
  }

  @Test
  void tokenizersTravelWithTheirMerges() throws Exception {
    Tokenizers tokenizers =
        new Tokenizers(
            new NormalizingTokenizer(new WordTokenizer(), UnicodeForm.NFC, true),
            new BpeTokenizer(
                new WhitespaceTokenizer(), new BpeMerges(List.of(new Merge("1", "2</w>")))));
    ModelZip small = SmallModel.trained();
    ModelZip saved =
        new ModelZip(
            small.network(), small.source(), small.target(), small.card(), Optional.of(tokenizers));
    Path file = folder.resolve("model.zip");
    saved.save(file);
    ModelZip loaded = ModelZip.load(file);
    assertThat(loaded.tokenizers()).contains(tokenizers);
    assertThat(loaded.sourceCodec().tokenizer()).isEqualTo(tokenizers.source());
    assertThat(loaded.targetCodec().vocabulary()).isEqualTo(SmallModel.TARGET);
    assertThat(ComputationGraph.load(file.toFile(), true).params())
        .isEqualTo(small.network().params());
  }

  @Test
  void aZipWithoutTokenizersHasThoseItsCardNames() throws Exception {
    ModelZip small = SmallModel.trained();
    Path file = folder.resolve("model.zip");
    small.save(file);
    ModelZip without = ModelZip.load(file);
    assertThat(without.tokenizers()).isEmpty();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(without::sourceCodec)
        .withMessage("Model \"SmallModel\" has no tokenizers");

    ModelCard card = ModelCard.builder("characters").tokenizer(CharacterTokenizer.NAME).build();
    new ModelZip(small.network(), small.source(), small.target(), card).save(file);
    assertThat(ModelZip.load(file).tokenizers())
        .contains(
            new Tokenizers(
                visible(CharacterTokenizer.of(small.source())),
                visible(CharacterTokenizer.of(small.target()))));
  }

  /** As texts of such models always were. */
  private static NormalizingTokenizer visible(CharacterTokenizer tokenizer) {
    return new NormalizingTokenizer(tokenizer, UnicodeForm.VISIBLE, false);
  }

  @Test
  void aFreshJvmGivesIdenticalOutputs() throws Exception {
    ModelZip saved = SmallModel.trained();
    Path file = folder.resolve("model.zip");
    saved.save(file);
    Path printed = folder.resolve("printed");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LoadInFreshJvm.class.getName(),
                file.toString(),
                printed.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(printed))
        .isEqualTo(LoadInFreshJvm.describe(saved))
        .contains("日")
        .contains("SmallModel");
  }

  @Test
  void savingReplacesAnOldModelAndLeavesNothingElse() throws Exception {
    Path file = folder.resolve("model.zip");
    Files.writeString(file, "old");
    SmallModel.trained().save(file);
    SmallModel.trained().save(file);
    assertThat(ModelZip.load(file).card().modelName()).isEqualTo("SmallModel");
    assertThat(names()).containsExactly("model.zip");
  }

  @Test
  void aFailedSaveKeepsTheOldFileAndLeavesNothingElse() throws Exception {
    Path file = folder.resolve("model.zip");
    Files.writeString(file, "old");
    ComputationGraph broken =
        new ComputationGraph(SmallModel.network().getConfiguration()) {
          @Override
          public INDArray params() {
            throw new IllegalStateException("gone");
          }
        };
    ModelZip model = new ModelZip(broken, SmallModel.SOURCE, SmallModel.TARGET, SmallModel.card());
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> model.save(file))
        .withMessageStartingWith(file.toString())
        .withMessageContaining("gone");
    assertThat(names()).containsExactly("model.zip");
    assertThat(Files.readString(file)).isEqualTo("old");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
    ModelZip model = SmallModel.trained();
    Path noFolder = folder.resolve("none/model.zip");
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> model.save(noFolder))
        .withMessage(noFolder + ": cannot be written, there is no folder " + noFolder.getParent());
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> model.save(folder))
        .withMessage(folder + ": cannot be written, it is a folder");
    Path underFile = Files.writeString(folder.resolve("file"), "").resolve("model.zip");
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> model.save(underFile))
        .withMessageContaining("there is no folder");
  }

  @Test
  void vocabulariesThatDoNotFitTheNetworkAreRefused() {
    Vocabulary large = Vocabulary.of(List.of("1", "2", "3", "4"));
    ComputationGraph network = SmallModel.network();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelZip(network, large, SmallModel.TARGET, SmallModel.card()))
        .withMessage("the source vocabulary has 8 tokens, but \"sourceEmbedding\" reads 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelZip(network, SmallModel.SOURCE, large, SmallModel.card()))
        .withMessage("the target vocabulary has 8 tokens, but \"targetEmbedding\" reads 6");
  }

  @Test
  void noJavaSerializationIsInside() throws Exception {
    Path file = folder.resolve("model.zip");
    SmallModel.trained().save(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (var entry : zip.stream().toList()) {
        byte[] bytes = zip.getInputStream(entry).readNBytes(2);
        assertThat(bytes).isNotEqualTo(new byte[] {(byte) 0xAC, (byte) 0xED});
      }
    }
  }

  private List<String> names() {
    try (Stream<String> names = Arrays.stream(new File(folder.toString()).list())) {
      return names.sorted().toList();
    }
  }
}
