package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ArrayWriterTest {

  static Stream<Named<INDArray>> arrays() {
    INDArray matrix = Nd4j.rand(DataType.FLOAT, 30, 40);
    return Stream.of(
        Named.of("several chunks", Nd4j.rand(DataType.FLOAT, 1, 40_001)),
        Named.of("doubles", Nd4j.rand(DataType.DOUBLE, 1, 20_001)),
        Named.of("special values", Nd4j.createFromArray(0f, -0f, Float.MIN_VALUE, 1f / 0f)),
        Named.of("three dimensions", Nd4j.rand(DataType.FLOAT, 2, 3, 4)),
        Named.of("a view of rows", matrix.get(NDArrayIndex.interval(3, 9), NDArrayIndex.all())),
        Named.of("a view of columns", matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(3, 9))),
        Named.of("a scalar", Nd4j.scalar(3f)),
        Named.of("integers", Nd4j.createFromArray(1, 2, 3)),
        Named.of("half precision", Nd4j.rand(DataType.HALF, 3, 2)));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void theBytesAreThoseOfNd4j(INDArray array) throws IOException {
    assertThat(write(array)).isEqualTo(nd4j(array));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void otherOrdersOfMemoryAreReadAsTheSameArray(INDArray array) throws IOException {
    INDArray other = array.dup('f');
    INDArray read = Nd4j.fromByteArray(write(other));
    assertThat(read).isEqualTo(array);
  }

  private static byte[] write(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ArrayWriter.write(array, bytes);
    return bytes.toByteArray();
  }

  private static byte[] nd4j(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nd4j.write(array, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
