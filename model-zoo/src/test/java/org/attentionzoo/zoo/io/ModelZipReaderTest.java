package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.attentionzoo.zoo.untrusted.ZipEdit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Zips whose entries are whole, and do not go together. */
class ModelZipReaderTest {

  @TempDir Path folder;
  private Path file;
  private ModelZip saved;
  private ZipEdit edit;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("model.zip");
    saved = SmallModel.trained();
    saved.save(file, Map.of("notes.txt", new byte[] {1, 2}));
    edit = ZipEdit.of(file);
  }

  private void assertRefused(String problem) throws IOException {
    edit.write(file);
    for (boolean updater : new boolean[] {true, false}) {
      assertThatExceptionOfType(ModelZipException.class)
          .isThrownBy(() -> ModelZip.load(file, updater))
          .withMessageStartingWith(file + ": ")
          .withMessageContaining(problem)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "Exception"));
    }
  }

  private static byte[] written(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nd4j.write(array, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void bothWaysOfStoringAreRead() throws IOException {
    edit.write(file);
    INDArray packed = ModelZip.load(file).network().params();
    edit.writeStored(file);
    ModelZip stored = ModelZip.load(file);
    assertThat(stored.network().params()).isEqualTo(packed).isEqualTo(saved.network().params());
    assertThat(stored.network().getUpdater().getUpdaterStateViewArray())
        .isEqualTo(saved.network().getUpdater().getUpdaterStateViewArray());
  }

  @Test
  void numbersOfAnotherSizeAreRefused() throws IOException {
    long length = saved.network().params().length();
    edit.put("coefficients.bin", written(Nd4j.zeros(DataType.FLOAT, length - 1)));
    assertRefused(
        "configuration.json: the network has %d parameters, but the file holds %d"
            .formatted(length, length - 1));
  }

  @Test
  void numbersOfAnotherTypeAreRefused() throws IOException {
    edit.put("coefficients.bin", written(saved.network().params().castTo(DataType.DOUBLE)));
    assertRefused("dataType is FLOAT, but the numbers are DOUBLE");
  }

  @Test
  void aStateOfAnotherSizeIsRefused() throws IOException {
    edit.put("updaterState.bin", written(Nd4j.zeros(DataType.FLOAT, 7)));
    edit.write(file);
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .withMessage(
            "%s: updaterState.bin: it holds 7 numbers of type FLOAT, but the updaters need %d of"
                + " type FLOAT",
            file, 2 * saved.network().params().length());
    assertThat(ModelZip.load(file, false)).isNotNull();
  }

  @Test
  void withoutAStateTrainingStartsWithANewOne() throws IOException {
    edit.remove("updaterState.bin").write(file);
    INDArray state = ModelZip.load(file).network().getUpdater().getUpdaterStateViewArray();
    assertThat(state.length()).isEqualTo(2 * saved.network().params().length());
    assertThat(state.amaxNumber().doubleValue()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"coefficients.bin", "updaterState.bin"})
  void aChangedHeaderIsRefused(String entry) throws IOException {
    byte[] bytes = edit.get(entry);
    for (int i = 0; i < ZipEdit.last(bytes, "FLOAT") + 5; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x20;
      edit.put(entry, changed).write(file);
      int at = i;
      assertThatExceptionOfType(ModelZipException.class)
          .as("byte %d", i)
          .isThrownBy(() -> ModelZip.load(file))
          .withMessageContaining(entry)
          .satisfies(e -> assertThat(e.getMessage()).as("byte %d", at).doesNotContain("Exception"));
    }
  }

  @Test
  void numbersAreAllThereAndNothingBehindThem() throws IOException {
    byte[] bytes = edit.get("coefficients.bin");
    for (int length : new int[] {0, 1, 10, 50, 100, bytes.length - 1, bytes.length + 1}) {
      edit.put("coefficients.bin", Arrays.copyOf(bytes, length));
      assertRefused("");
    }
  }

  /** 20 million zeros are 80 MB, and 80 kB in a zip. */
  @Test
  void numbersThatShrinkToNothingAreRefusedBeforeMemoryIsTaken() throws IOException {
    edit.put("coefficients.bin", new byte[80_000_000]);
    assertRefused("coefficients.bin unpacks to 80000000 bytes; here it has at most 16777216");
  }

  @ParameterizedTest
  @CsvSource({
    "source-vocabulary.json, 2000000, 1055744",
    "target-vocabulary.json, 2000000, 1055744",
    "model-card.json, 2000000, 1048576",
    "configuration.json, 5000000, 4194304",
    "anything, 70000000, 67108864",
    "../../up, 70000000, 67108864"
  })
  void eachEntryHasALimit(String entry, int size, long limit) throws IOException {
    edit.put(entry, new byte[size]);
    edit.write(file);
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .withMessageContaining(entry + " unpacks to " + size + " bytes; here it has at most ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source-vocabulary.json",
        "target-vocabulary.json",
        "model-card.json",
        "configuration.json"
      })
  void deepJsonIsRefused(String entry) throws IOException {
    String deep = "[".repeat(400_000);
    edit.text(entry, json -> "{\"a\": " + deep + "}");
    assertRefused("it nests deeper than 64 levels");
  }

  @Test
  void aDeepTokenizerIsRefused() throws IOException {
    String nested = "{\"type\": \"normalized\", \"tokenizer\": ".repeat(800);
    for (String entry : new String[] {"source-tokenizer.json", "target-tokenizer.json"}) {
      String json =
          "{\"format\": \"attention-zoo-tokenizer\", \"version\": 1, \"tokenizer\": " + nested;
      edit.put(entry, json.getBytes(StandardCharsets.UTF_8));
    }
    assertRefused("source-tokenizer.json: it nests deeper than 64 levels");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "source-vocabulary.json | {\"tokens\": \"\\u0000\\u001b[2J\\r\\nERROR\"}",
        "source-vocabulary.json | null",
        "target-vocabulary.json | {\"format\": \"attention-zoo-vocabulary\", \"version\": 1}",
        "model-card.json | {\"format\": {}}",
        "model-card.json | 5",
        "configuration.json | {\"vertices\": {}}",
        "configuration.json | {\"vertices\": {\"a\": {\"@class\": \"org.deeplearning4j.nn.conf.graph.LayerVertex\"}}}",
        "configuration.json | []",
        "configuration.json | \"{}\"",
        "updaterState.bin | x",
      })
  void jsonOfAnotherKindIsRefused(String entry, String json) throws IOException {
    edit.put(entry, json.getBytes(StandardCharsets.UTF_8)).write(file);
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .satisfies(
            e ->
                assertThat(e.getMessage().substring(file.toString().length()))
                    .matches("[\\x20-\\x7e]{10,400}")
                    .doesNotContain("Exception"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/iterationCount | -1 | must not be negative",
        "/epochCount | -1 | must not be negative",
        "/dataType | null | dataType is null",
        "/dataType | \"DOUBLE\" | dataType is DOUBLE, but the numbers are FLOAT",
        "/defaultConfiguration | null | defaultConfiguration is missing",
        "/networkOutputs | [\"none\"] | the output \"none\" is no vertex",
        "/networkInputs | null | networkInputs must be names",
        "/vertexInputs/encoder | [\"decoder\"] | before what it reads, or in a cycle",
        "/vertices/encoder/layerConf/layer/nin | null | nin: is null, expected a value of type long",
        "/vertices/encoder/layerConf/layer/nin | 0 | vertex \"encoder\": nIn must be in",
        "/vertices/encoder/layerConf/layer/nout | 0 | vertex \"encoder\": nOut must be in",
        "/vertices/output/layerConf/layer/layerName | \"x\" | has the name x",
        "/vertices/encoder | null | vertices.encoder has no @class",
        "/topologicalOrder | [0] | topologicalOrder",
      })
  void aConfigurationThatIsNoneIsRefused(String place, String value, String problem)
      throws IOException {
    edit.text("configuration.json", json -> JsonEdit.set(json, place, value));
    assertRefused(problem);
  }

  /** 2³⁰ · 2³⁰ · 16 weights are 2⁶⁴, and those are 0 to a long: one bias is left. */
  @Test
  void parametersThatAreFewOnlyByOverflowAreRefused() throws IOException {
    String convolution =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("source")
            .addLayer("more", new ConvolutionLayer.Builder(3, 5).nIn(16).nOut(1).build(), "source")
            .setOutputs("more")
            .build()
            .toJson()
            .replaceAll("\"kernelSize\" : \\[[^]]*]", "\"kernelSize\" : [1073741824, 1073741824]");
    edit.text(
        "configuration.json",
        json -> {
          String vertices =
              JsonEdit.set(json, "/topologicalOrder", null)
                  .replaceFirst("\"topologicalOrderStr\":\\[[^]]*],", "");
          String inputs =
              vertices.replace(
                  "\"vertexInputs\":{", "\"vertexInputs\":{\"more\":[\"sourceEmbedding\"],");
          return inputs.replace(
              "\"vertices\":{",
              "\"vertices\":{\"more\":" + JsonEdit.get(convolution, "/vertices/more") + ",");
        });
    edit.put(
        "coefficients.bin",
        written(Nd4j.zeros(DataType.FLOAT, saved.network().params().length() + 1)));
    assertRefused("parameter W of vertex \"more\" cannot have the shape");
  }

  @Test
  void aMissingUpdaterIsTold() throws IOException {
    edit.text(
        "configuration.json",
        json -> JsonEdit.set(json, "/vertices/encoder/layerConf/layer/iupdater", "null"));
    edit.write(file);
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .withMessageContaining("configuration.json: ");
  }

  @Test
  void attachmentsAreReadFromTheSameFile() throws IOException {
    try (ModelZipReader zip = new ModelZipReader(file, TrustedClasses.standard())) {
      assertThat(zip.attachment("notes.txt")).contains(new byte[] {1, 2});
      assertThat(zip.attachment("none")).isEmpty();
      assertThat(zip.attachment("none", (in, size) -> size)).isEmpty();
      assertThat(zip.attachment("notes.txt", (in, size) -> size + ":" + in.readShort()))
          .contains("2:258");
      assertThat(zip.model(false).network().params()).isEqualTo(saved.network().params());
      assertThatExceptionOfType(ModelZipException.class)
          .isThrownBy(() -> zip.attachment("notes.txt", (in, size) -> in.readByte()))
          .withMessageContaining("notes.txt goes on after its end");
      assertThatExceptionOfType(ModelZipException.class)
          .isThrownBy(() -> zip.attachment("notes.txt", (in, size) -> in.readLong()))
          .withMessageContaining("notes.txt: it ends too early");
    }
  }

  @Test
  void anAttachmentThatCouldNotBeReadIsNotWritten() throws IOException {
    byte[] before = Files.readAllBytes(file);
    byte[] large = new byte[(int) ModelZipReader.LARGEST_ATTACHMENT + 1];
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> saved.save(file, Map.of("large.bin", large)))
        .withMessageContaining("attachment large.bin has 67108865 bytes, more than 67108864");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aNetworkWithOwnClassesIsReadWhenTheyAreTrusted() throws IOException {
    var conf = saved.network().getConfiguration().clone();
    conf.getVertices().put("more", new ConfigurationJsonTest.OwnVertex());
    conf.getVertexInputs().put("more", java.util.List.of("decoder"));
    conf.getVertexInputs().put("output", java.util.List.of("more"));
    var network = new org.deeplearning4j.nn.graph.ComputationGraph(conf);
    network.init();
    new ModelZip(network, saved.source(), saved.target(), saved.card()).save(file);
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .withMessageContaining("load with TrustedClasses.standard().and(");
    TrustedClasses trusted = TrustedClasses.standard().and(ConfigurationJsonTest.OwnVertex.class);
    assertThat(ModelZip.load(file, true, trusted).network().params()).isEqualTo(network.params());
  }

  @Test
  void theLargestVocabularyIsThatOfAnyPart() {
    var conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("e", new EmbeddingSequenceLayer.Builder().nIn(50).nOut(4).build(), "in")
            .setOutputs("e")
            .build();
    assertThat(VocabularyFit.largest(conf)).hasValue(50);
  }
}
