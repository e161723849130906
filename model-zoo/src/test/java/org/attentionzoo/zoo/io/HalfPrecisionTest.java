package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.attentionzoo.zoo.file.EveryFault;
import org.attentionzoo.zoo.untrusted.ZipEdit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HalfPrecisionTest {

  private static final String COEFFICIENTS = "coefficients.bin";

  @TempDir private Path folder;
  private Path file;
  private ModelZip model;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("half.zip");
    model = SmallModel.trained();
    model.saveHalf(file);
  }

  /** The values are those of IEEE 754-2019, table 3.5, and their neighbours. */
  @ParameterizedTest
  @CsvSource({
    "1, 0x3c00",
    "-2, 0xc000",
    "65504, 0x7bff",
    "0, 0x0000",
    "-0.0, 0x8000",
    "6.103515625e-5, 0x0400",
    "5.9604644775390625e-8, 0x0001",
    "0.333251953125, 0x3555"
  })
  void aNumberOfBothTypesStaysWhatItIs(float value, String bits) {
    byte[] half = rounded(value);
    assertThat(ByteBuffer.wrap(half).getShort()).isEqualTo(Integer.decode(bits).shortValue());
    byte[] chunk = {half[0], half[1], 0, 0};
    HalfPrecision.widen(chunk, 4);
    assertThat(ByteBuffer.wrap(chunk).getFloat()).isEqualTo(value);
  }

  @Test
  void anyNumberIsRoundedToOneOfTheTwoBesideIt() {
    for (float value = 1e-4f; value < 6e4f; value *= 1.0037f) {
      for (float signed : new float[] {value, -value}) {
        byte[] chunk = {rounded(signed)[0], rounded(signed)[1], 0, 0};
        HalfPrecision.widen(chunk, 4);
        assertThat((double) ByteBuffer.wrap(chunk).getFloat())
            .isCloseTo(signed, within(value / 2048.0));
      }
    }
  }

  private static byte[] rounded(float value) {
    byte[] half = new byte[2];
    HalfPrecision.round(ByteBuffer.allocate(4).putFloat(value).flip(), ByteBuffer.wrap(half));
    return half;
  }

  @ParameterizedTest
  @ValueSource(floats = {65536, -1e30f, Float.NaN, Float.NEGATIVE_INFINITY})
  void whatNoHalfIsStaysWithoutAZip(float value) throws IOException {
    model.network().params().putScalar(7, value);
    byte[] before = Files.readAllBytes(file);
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> model.saveHalf(file))
        .withMessage(
            file
                + ": cannot be written: half precision holds numbers up to 65504, and one of the"
                + " parameters is "
                + value);
    assertThat(file).hasBinaryContent(before);
  }

  /** More than one chunk, and no whole number of them. */
  @Test
  void theBytesAreThoseThatNd4jWrites() throws IOException {
    INDArray array = Nd4j.randn(DataType.FLOAT, 1, 150_001);
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ArrayWriter.writeHalf(array, ours);
    INDArray read = Nd4j.read(new ByteArrayInputStream(ours.toByteArray()));
    assertThat(read.dataType()).isEqualTo(DataType.HALF);
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    Nd4j.write(read, new DataOutputStream(theirs));
    assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray());

    DataInputStream in = new DataInputStream(new ByteArrayInputStream(ours.toByteArray()));
    ArrayHeader header = ArrayHeader.read(in, ours.size());
    INDArray wide = ArrayStream.allocate(header);
    assertThat(ArrayStream.fill(wide, header.type(), in)).isZero();
    assertThat(wide.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(wide).isEqualTo(read.castTo(DataType.FLOAT));
    assertThat(wide.equalsWithEps(array, 2e-3)).isTrue();
  }

  @Test
  void theModelIsReadAsFloatBeforeItsFirstUpdate() throws IOException {
    ModelZip read = ModelZip.load(file);
    ComputationGraph network = read.network();
    assertThat(network.params().dataType()).isEqualTo(DataType.FLOAT);
    assertThat(network.params().equalsWithEps(model.network().params(), 1e-3)).isTrue();
    assertThat(SmallModel.output(network))
        .containsExactly(SmallModel.output(model.network()), within(1e-3f));
    assertThat(network.getIterationCount()).isZero();
    assertThat(network.getUpdater().getUpdaterStateViewArray().amaxNumber().doubleValue()).isZero();
    assertThat(read.card()).isEqualTo(model.card());
    assertThat(model.network().getIterationCount()).as("of the model that was saved").isEqualTo(3);
    SmallModel.fit(network, 1);
    assertThat(network.getIterationCount()).isEqualTo(1);
  }

  @Test
  void itTakesASixthOfTheSpaceAndIsTheSameWhenItIsSavedAgain() throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry numbers = zip.getEntry(COEFFICIENTS);
      long parameters = model.network().params().length();
      assertThat(numbers.getSize()).isBetween(2 * parameters, 2 * parameters + 200);
      assertThat(zip.getEntry("updaterState.bin")).isNull();
    }
    Path again = folder.resolve("again.zip");
    ModelZip.load(file).saveHalf(again);
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void whateverTheDiskFailsAtTheOldZipStaysGood() throws IOException {
    SmallModel.fit(model.network(), 2);
    assertThat(EveryFault.of(file, whole -> ModelZipWriter.writeHalf(model, whole)))
        .isGreaterThanOrEqualTo(5);
  }

  @Test
  void onlyFloatIsHalved() throws IOException {
    ComputationGraph doubles = SmallModel.network();
    doubles = doubles.convertDataType(DataType.DOUBLE);
    ModelZip zip = new ModelZip(doubles, SmallModel.SOURCE, SmallModel.TARGET, SmallModel.card());
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> zip.saveHalf(file))
        .withMessageEndingWith(
            "half precision is for parameters of FLOAT, and these are of DOUBLE");
  }

  @ParameterizedTest
  @CsvSource({"0x7c00, infinite", "0xfc00, infinite", "0x7e00, NaN", "0x7c01, NaN"})
  void aHalfThatIsNoNumberIsRefused(String bits) throws IOException {
    ZipEdit edit = ZipEdit.of(file);
    byte[] numbers = edit.get(COEFFICIENTS);
    ByteBuffer.wrap(numbers).putShort(numbers.length - 4, Integer.decode(bits).shortValue());
    edit.write(file);
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .withMessageStartingWith(file + ": coefficients.bin: 1 of its ");
  }

  @Test
  void everyChangedByteOfTheHeaderIsRefused() throws IOException {
    ZipEdit edit = ZipEdit.of(file);
    byte[] bytes = edit.get(COEFFICIENTS);
    for (int i = 0; i < ZipEdit.last(bytes, "HALF") + 4; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x20;
      edit.put(COEFFICIENTS, changed).write(file);
      assertThatExceptionOfType(ModelZipException.class)
          .as("byte %d", i)
          .isThrownBy(() -> ModelZip.load(file))
          .withMessageContaining(COEFFICIENTS);
    }
    for (int less : new int[] {1, 2, 7, bytes.length / 2}) {
      edit.put(COEFFICIENTS, Arrays.copyOf(bytes, bytes.length - less)).write(file);
      assertThatExceptionOfType(ModelZipException.class)
          .isThrownBy(() -> ModelZip.load(file))
          .withMessageContaining(COEFFICIENTS);
    }
  }

  @Test
  void aNetworkOfHalfOrDoubleHasNoHalves() throws IOException {
    for (String type : new String[] {"DOUBLE", "HALF"}) {
      Path other = folder.resolve(type + ".zip");
      ZipEdit.of(file)
          .text(
              "configuration.json",
              json -> json.replace("\"dataType\" : \"FLOAT\"", "\"dataType\" : \"" + type + '"'))
          .write(other);
      assertThatExceptionOfType(ModelZipException.class)
          .isThrownBy(() -> ModelZip.load(other))
          .withMessageContaining("dataType is " + type);
    }
  }

  @Test
  void aStateOfHalvesIsRefused() throws IOException {
    INDArray state = model.network().getUpdater().getUpdaterStateViewArray();
    ByteArrayOutputStream halves = new ByteArrayOutputStream();
    ArrayWriter.writeHalf(state, halves);
    ZipEdit.of(file).put("updaterState.bin", halves.toByteArray()).write(file);
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .withMessageContaining(
            "updaterState.bin: it holds " + state.length() + " numbers of type HALF");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ArrayStream.read(
                    new DataInputStream(new ByteArrayInputStream(halves.toByteArray())),
                    halves.size(),
                    state))
        .withMessageContaining("of type HALF");
  }

  /** Computed in half precision by DL4J, which asks the numbers and not the configuration. */
  @Test
  void plainDl4jOpensANetworkOfHalf() throws IOException {
    ComputationGraph plain = ComputationGraph.load(file.toFile(), true);
    assertThat(plain.params().dataType()).isEqualTo(DataType.HALF);
    assertThat(plain.getConfiguration().getDataType()).isEqualTo(DataType.HALF);
    ComputationGraph wide = plain.convertDataType(DataType.FLOAT);
    assertThat(wide.params()).isEqualTo(ModelZip.load(file).network().params());
  }
}
