package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.attentionzoo.zoo.weights.CTranslate2Bytes.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CTranslate2FileTest {

  @TempDir Path folder;

  private Path write(CTranslate2Bytes bytes) throws IOException {
    return Files.write(folder.resolve("model.bin"), bytes.bytes());
  }

  private static float[] numbers(CTranslate2File file, String name) throws IOException {
    return Expected.numbers(file.read(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6})
  void integersBecomeWeightsAgain(int version) throws IOException {
    try (CTranslate2File file = CTranslate2File.open(write(CTranslate2Bytes.example(version)))) {
      assertThat(file.specification()).isEqualTo("TransformerSpec");
      assertThat(file.revision()).isEqualTo(5);
      assertThat(file.names())
          .startsWith("a/weight", "b/weight", "c/weight", "d/weight", "pre_norm")
          .hasSize(version == 2 ? 5 : 6);
      assertThat(numbers(file, "a/weight")).containsExactly(1, 2, 3, 4);
      assertThat(file.shape("b/weight")).containsExactly(2, 3);
      assertThat(numbers(file, "b/weight")).containsExactly(1, -64f / 127, 0, 0.5f, 1, 1.5f);
      assertThat(numbers(file, "c/weight")).containsExactly(2, -1);
      assertThat(numbers(file, "d/weight")).containsExactly(1); // the old scale, 1000
      assertThat(file.option("pre_norm")).hasValue(1);
      assertThat(file.option("post_norm")).isEmpty();
      if (version > 2) {
        assertThat(numbers(file, "e/weight")).isEqualTo(numbers(file, "b/weight"));
        assertThat(file.areSame("b/weight", "e/weight")).isTrue();
        assertThat(file.areSame("a/weight", "e/weight")).isFalse();
      }
    }
  }

  @Test
  void floatsOfTwoBytes() throws IOException {
    CTranslate2Bytes bytes =
        new CTranslate2Bytes(6, "TransformerSpec", 7)
            .put("half", Type.FLOAT16, new long[] {2}, new byte[] {0, 0x3c, 0, (byte) 0xc0})
            .put("brain", Type.BFLOAT16, new long[] {1}, new byte[] {(byte) 0x80, 0x3f})
            .put("integer", Type.INT32, new long[] {1}, new byte[] {1, 1, 0, 0});
    try (CTranslate2File file = CTranslate2File.open(write(bytes))) {
      assertThat(numbers(file, "half")).containsExactly(1, -2);
      assertThat(numbers(file, "brain")).containsExactly(1);
      assertThat(numbers(file, "integer")).containsExactly(257);
    }
  }

  private void assertRefused(CTranslate2Bytes bytes, String problem) throws IOException {
    Path file = write(bytes);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(
            () -> {
              try (CTranslate2File read = CTranslate2File.open(file)) {
                for (String name : read.names()) {
                  read.read(name);
                }
              }
            })
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }

  private static CTranslate2Bytes spec(int version) {
    return new CTranslate2Bytes(version, "TransformerSpec", 5);
  }

  @Test
  void whatIsNotTrueIsRefused() throws IOException {
    assertRefused(spec(1), "it begins with 1");
    assertRefused(spec(7), "it begins with 7");
    assertRefused(
        spec(6).put("a", Type.FLOAT32, new long[] {2, 3}, new byte[20]),
        "tensor \"a\": it has 20 bytes, but FLOAT32 of shape [2, 3] has 24");
    assertRefused(
        spec(6).put("a", Type.FLOAT32, new long[] {2, 3}, new byte[28]),
        "tensor \"a\": it has 28 bytes, but FLOAT32 of shape [2, 3] has 24");
    assertRefused(
        spec(6).put("a", Type.INT8, new long[] {0xffffffffL, 0xffffffffL, 8}, new byte[1]),
        "tensor \"a\": its shape is");
    assertRefused(spec(6).put("a", Type.INT8, new long[40], new byte[0]), "has 40 dimensions");
    assertRefused(
        spec(6).put("a/weight", Type.INT8, new long[] {1}, new byte[1]),
        "tensor \"a/weight\": it has no a/weight_scale");
    assertRefused(
        spec(6)
            .put("a/weight", Type.INT8, new long[] {1, 3}, new byte[3])
            .floats("a/weight_scale", new long[] {3}, 1, 1, 1),
        "tensor \"a/weight\": it has 3 scales");
    assertRefused(
        spec(6).alias("a", "b"), "tensor \"a\": it is another name of \"b\", which is missing");
    assertRefused(
        spec(6).int8("a", 1).int8("b", 1).alias("a", "b"), "tensor \"a\": it is a variable, and");
  }

  @Test
  void aFileThatIsCutOrTooLongIsRefused() throws IOException {
    byte[] whole = CTranslate2Bytes.example(6).bytes();
    Path file = folder.resolve("model.bin");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> CTranslate2File.open(file).close())
          .withMessageStartingWith(file + ": ");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 3));
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> CTranslate2File.open(file).close())
        .withMessage(file + ": it goes on after its end, for 3 bytes");
  }
}
