package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArrayHeaderTest {

  private static byte[] written(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nd4j.write(array, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static ArrayHeader read(byte[] bytes) throws IOException {
    return ArrayHeader.read(new DataInputStream(new ByteArrayInputStream(bytes)), bytes.length);
  }

  /** The array's bytes but for some of these; shape and strides as they are written. */
  private static byte[] with(long[] info, long count, String type, int elementBytes)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("MIXED_DATA_TYPES");
    out.writeLong(info.length);
    out.writeUTF("LONG");
    for (long word : info) {
      out.writeLong(word);
    }
    out.writeUTF("MIXED_DATA_TYPES");
    out.writeLong(count);
    out.writeUTF(type);
    out.write(new byte[elementBytes]);
    return bytes.toByteArray();
  }

  private static void assertRefused(byte[] bytes, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(bytes))
        .withMessageContaining(reason);
  }

  @Test
  void itIsWhatNd4jWrites() throws IOException {
    assertThat(read(written(Nd4j.rand(DataType.FLOAT, 7))))
        .isEqualTo(new ArrayHeader(DataType.FLOAT, new long[] {7}));
    assertThat(read(written(Nd4j.rand(DataType.DOUBLE, 1, 7))))
        .isEqualTo(new ArrayHeader(DataType.DOUBLE, new long[] {1, 7}));
    assertThat(read(written(Nd4j.rand(DataType.FLOAT, 4, 7).getRow(2, true))).bytes())
        .isEqualTo(28);
    assertThat(read(written(Nd4j.create(DataType.FLOAT, new long[] {1, 7}, 'f'))).length())
        .isEqualTo(7);
    assertThat(read(with(new long[] {1, 5, 1, 8192, 1, 99}, 5, "FLOAT", 20)).length()).isEqualTo(5);
    assertThat(read(written(Nd4j.rand(DataType.HALF, 1, 7))))
        .isEqualTo(new ArrayHeader(DataType.HALF, new long[] {1, 7}));
  }

  @Test
  void eachNumberHasToAgree() throws IOException {
    long beyond = 1L << 62;
    assertRefused(
        with(new long[] {1, 5, 1, 8192, 1, 99}, 1, "FLOAT", 4),
        "the shape is [5], but there are 1 elements");
    assertRefused(
        with(new long[] {1, 5, 1, 8192, 1, 99}, 0, "FLOAT", 0), "but there are 0 elements");
    assertRefused(
        with(new long[] {1, 5, 1, 8192, 1, 99}, beyond + 5, "FLOAT", 20), "4611686018427387909");
    assertRefused(
        with(new long[] {1, beyond + 5, 1, 8192, 1, 99}, beyond + 5, "FLOAT", 20),
        "4611686018427387909 elements of type FLOAT do not have 20 bytes");
    assertRefused(with(new long[] {1, 5, 1, 8192, 1, 99}, 5, "FLOAT", 24), "do not have 24 bytes");
    assertRefused(with(new long[] {1, 5, 1, 8192, 1, 99}, 5, "FLOAT", 16), "do not have 16 bytes");
    for (long stride : new long[] {16, 0, -1, 12884901889L}) {
      assertRefused(
          with(new long[] {1, 5, stride, 8192, 1, 99}, 5, "FLOAT", 20), "strides [" + stride);
    }
    assertRefused(with(new long[] {1, 5, 1, 8192, 2, 99}, 5, "FLOAT", 20), "strides [1], 2");
    assertRefused(with(new long[] {1, 5, 1, 8192, 1, 98}, 5, "FLOAT", 20), "order");
    assertRefused(with(new long[] {1, 5, 1, 16384, 1, 99}, 5, "FLOAT", 20), "flags");
    assertRefused(with(new long[] {1, 5, 1, 8200, 1, 99}, 5, "FLOAT", 20), "flags");
    assertRefused(with(new long[] {1, -5, 1, 8192, 1, 99}, -5, "FLOAT", 20), "one row");
    assertRefused(with(new long[] {1, 0, 1, 8192, 1, 99}, 0, "FLOAT", 0), "one row");
    assertRefused(with(new long[] {2, 5, 1, 8192, 1, 99}, 5, "FLOAT", 20), "rank 2");
    assertRefused(with(new long[] {2, 2, 3, 3, 1, 8192, 1, 99}, 6, "FLOAT", 24), "one row");
    assertRefused(with(new long[] {0, 8192, 1, 99}, 1, "FLOAT", 4), "4 words");
    assertRefused(with(new long[70], 1, "FLOAT", 4), "70 words");
    assertRefused(with(new long[] {1, 5, 1, 8192, 1, 99}, 5, "HALF", 10), "flags of type HALF");
    assertRefused(with(new long[] {1, 5, 1, 4096, 1, 99}, 5, "HALF", 20), "do not have 20 bytes");
    assertRefused(with(new long[] {1, 5, 1, 2048, 1, 99}, 5, "BFLOAT16", 10), "\"BFLOAT16\"");
    assertRefused(with(new long[] {1, 5, 1, 8192, 1, 99}, 5, "COMPRESSED", 20), "\"COMPRESSED\"");
  }

  @Test
  void wordsOfOtherFormatsAreRefused() throws IOException {
    byte[] bytes = written(Nd4j.rand(DataType.FLOAT, 7));
    bytes[5] = '?';
    assertRefused(bytes, "the allocation must be MIXED_DATA_TYPES, but is \"MIX?D_DATA_TYPES\"");
  }

  @Test
  void everyShorteningIsAnError() throws IOException {
    byte[] bytes = written(Nd4j.rand(DataType.FLOAT, 2));
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatIllegalArgumentException().isThrownBy(() -> read(part));
    }
  }
}
