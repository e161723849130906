package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.VocabularyJson;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every damaged or foreign file is told by its name and what is wrong with it. */
class ModelZipErrorsTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void save() throws Exception {
    file = folder.resolve("model.zip");
    SmallModel.trained().save(file);
  }

  private void assertLoadFails(String problem) {
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }

  private void replace(String entry, String content) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      if (content == null) {
        Files.delete(zip.getPath(entry));
      } else {
        Files.writeString(zip.getPath(entry), content);
      }
    }
  }

  @Test
  void aMissingFile() throws Exception {
    Files.delete(file);
    assertLoadFails("does not exist");
    Files.createDirectory(file);
    assertLoadFails("is not a file");
  }

  @Test
  void aFileThatIsNoZip() throws Exception {
    Files.writeString(file, "PK, but no zip at all");
    assertLoadFails("is not a zip");
    Files.write(file, new byte[0]);
    assertLoadFails("is not a zip");
  }

  @Test
  void aTruncatedZip() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {4, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertLoadFails("truncated or damaged");
    }
  }

  @Test
  void flippedBitsInTheParameters() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    int coefficients = indexOf(bytes, "coefficients.bin");
    bytes[coefficients + 300] ^= 0x55;
    Files.write(file, bytes);
    assertLoadFails("truncated or damaged");
  }

  @Test
  void aZipOfSomethingElse() throws Exception {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
    }
    assertLoadFails("is not a DL4J model: it has no entry configuration.json");
  }

  @Test
  void aPlainDl4jZip() throws Exception {
    ModelSerializer.writeModel(SmallModel.network(), file.toFile(), true);
    assertLoadFails("has no entry source-vocabulary.json; a plain DL4J zip");
  }

  @Test
  void aMultiLayerNetwork() throws Exception {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder().nIn(2).nOut(2).build())
                .build());
    network.init();
    ModelSerializer.writeModel(network, file.toFile(), true);
    assertLoadFails("holds a MultiLayerNetwork, expected a ComputationGraph");
  }

  @Test
  void aMissingEntry() throws Exception {
    for (String entry :
        List.of("model-card.json", "target-vocabulary.json", "source-vocabulary.json")) {
      replace(entry, null);
      assertLoadFails("has no entry " + entry);
    }
  }

  @Test
  void anInvalidVocabulary() throws Exception {
    replace("target-vocabulary.json", "{\"tokens\": [");
    assertLoadFails("target-vocabulary.json: it is not JSON: Unexpected end-of-input");
    replace("target-vocabulary.json", "[]");
    assertLoadFails("target-vocabulary.json: Not a vocabulary: expected a JSON object");
  }

  @Test
  void anInvalidModelCard() throws Exception {
    replace("model-card.json", "{}");
    assertLoadFails("model-card.json: Not a model card: field \"format\" is missing");
  }

  @Test
  void aVocabularyOfAnotherModel() throws Exception {
    Vocabulary other = Vocabulary.of(List.of("1", "2", "3", "4", "5"));
    replace("target-vocabulary.json", VocabularyJson.write(other));
    assertLoadFails("the target vocabulary has 9 tokens, but \"targetEmbedding\" reads 6");
  }

  @Test
  void anInvalidConfiguration() throws Exception {
    replace("configuration.json", "not JSON");
    assertLoadFails("configuration.json is not a ComputationGraph configuration");
  }

  @Test
  void aLayerClassThatIsNotTrusted() throws Exception {
    String json = SmallModel.network().getConfiguration().toJson();
    replace(
        "configuration.json",
        json.replace("org.deeplearning4j.nn.conf.layers.LSTM", "com.example.OwnLayer"));
    assertLoadFails("needs a class that is not trusted: com.example.OwnLayer");
  }

  @Test
  void parametersOfAnotherNetwork() throws Exception {
    String json = SmallModel.network().getConfiguration().toJson();
    replace("configuration.json", json.replace("\"nout\" : 5", "\"nout\" : 6"));
    assertLoadFails("configuration.json: the network has 736 parameters, but the file holds 588");
  }

  @Test
  void javaSerializationInside() throws Exception {
    replace("preprocessor.bin", "anything");
    assertLoadFails("preprocessor.bin, which is Java serialization");
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void parametersThatAreNoNumbersAreRefusedAndCounted(float bad) throws IOException {
    ComputationGraph network = SmallModel.network();
    network.params().putScalar(3, bad).putScalar(7, bad);
    new ModelZip(
            network, SmallModel.SOURCE, SmallModel.TARGET, ModelCard.builder("diverged").build())
        .save(file);
    assertLoadFails(
        "coefficients.bin: 2 of its " + network.numParams() + " numbers are NaN or infinite");
  }
}
