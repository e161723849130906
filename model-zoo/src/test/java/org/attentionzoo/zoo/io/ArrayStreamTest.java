package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArrayStreamTest {

  private static byte[] written(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nd4j.write(array, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static INDArray read(byte[] bytes, INDArray like) throws IOException {
    return ArrayStream.read(
        new DataInputStream(new ByteArrayInputStream(bytes)), bytes.length, like);
  }

  /** More than one chunk, and no whole number of them. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void theNumbersAreThoseThatNd4jReads(DataType type) throws IOException {
    INDArray array = Nd4j.randn(type, 1, 150_001);
    array.putScalar(3, Double.NaN).putScalar(5, Double.NEGATIVE_INFINITY).putScalar(7, -0.0);
    byte[] bytes = written(array);
    INDArray read = read(bytes, array);
    assertThat(written(read)).isEqualTo(bytes);
    assertThat(read.shape()).containsExactly(1, 150_001);
  }

  @Test
  void aViewIsFilledInItsPlace() throws IOException {
    INDArray whole = Nd4j.zeros(DataType.FLOAT, 3, 4);
    byte[] bytes = written(Nd4j.createFromArray(1f, 2f, 3f, 4f));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    ArrayHeader.read(in, bytes.length);
    ArrayStream.fill(whole.getRow(1), DataType.FLOAT, in);
    assertThat(whole.reshape(-1).toFloatVector())
        .containsExactly(0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0);
  }

  @Test
  void anArrayOfAnotherSizeOrTypeIsRefused() throws IOException {
    byte[] bytes = written(Nd4j.zeros(DataType.FLOAT, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(bytes, Nd4j.zeros(DataType.FLOAT, 5)))
        .withMessage("it holds 4 numbers of type FLOAT, expected 5 of type FLOAT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(bytes, Nd4j.zeros(DataType.DOUBLE, 4)))
        .withMessageContaining("expected 4 of type DOUBLE");
  }

  @Test
  void aStreamThatEndsBeforeIsAnError() throws IOException {
    INDArray array = Nd4j.zeros(DataType.FLOAT, 4);
    byte[] bytes = written(array);
    byte[] part = Arrays.copyOf(bytes, bytes.length - 1);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(part));
    assertThatThrownBy(() -> ArrayStream.read(in, bytes.length, array))
        .isInstanceOf(EOFException.class);
  }
}
