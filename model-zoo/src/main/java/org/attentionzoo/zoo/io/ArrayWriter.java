package org.attentionzoo.zoo.io;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes arrays in the format of {@link Nd4j#write}, which asks ND4J for every number by itself:
 * here a chunk of memory at a time is turned to big endian and written.
 */
public final class ArrayWriter {

  private static final int CHUNK = 1 << 16; // bytes

  private ArrayWriter() {}

  /**
   * Writes an array; the stream is flushed, not closed.
   *
   * @throws IOException of the stream
   */
  public static void write(INDArray array, OutputStream out) throws IOException {
    if (Arguments.given("array", array).wasClosed()) {
      throw new IllegalArgumentException("array must not be closed");
    }
    DataOutputStream data = new DataOutputStream(Arguments.given("out", out));
    DataType type = array.dataType();
    if (array.isEmpty() || (type != DataType.FLOAT && type != DataType.DOUBLE)) {
      Nd4j.write(array, data);
    } else {
      writeNumbers(inOrder(array) ? array : array.dup('c'), type, data);
    }
    data.flush();
  }

  /**
   * Writes an array of FLOAT rounded to HALF, which takes half the space; the stream is flushed,
   * not closed.
   *
   * @throws IllegalArgumentException if it is of another type, or a number is NaN or above 65504
   * @throws IOException of the stream
   */
  static void writeHalf(INDArray array, OutputStream out) throws IOException {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "half precision is for parameters of FLOAT, and these are of " + array.dataType());
    }
    DataOutputStream data = new DataOutputStream(out);
    writeNumbers(inOrder(array) ? array : array.dup('c'), DataType.HALF, data);
    data.flush();
  }

  /** Whether the memory holds the numbers one after another, the last dimension fastest. */
  private static boolean inOrder(INDArray array) {
    return (array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array))
        || (array.isVectorOrScalar() && array.elementWiseStride() == 1);
  }

  /** Shape and numbers, each with how it was allocated, how many there are and of which type. */
  private static void writeNumbers(INDArray array, DataType stored, DataOutputStream out)
      throws IOException {
    long[] shape = array.shape();
    Nd4j.getShapeInfoProvider()
        .createShapeInformation(shape, Nd4j.getStrides(shape, 'c'), 1, 'c', stored, false)
        .getFirst()
        .write(out);
    out.writeUTF(array.data().allocationMode().name());
    out.writeLong(array.length());
    out.writeUTF(stored.name());
    writeMemory(array, stored, out);
  }

  private static void writeMemory(INDArray array, DataType stored, OutputStream out)
      throws IOException {
    Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
    BytePointer memory = new BytePointer(array.data().addressPointer());
    long size = array.length() * array.dataType().width();
    byte[] chunk = new byte[CHUNK];
    ByteBuffer big = ByteBuffer.wrap(chunk);
    for (long from = 0; from < size; from += CHUNK) {
      int count = (int) Math.min(CHUNK, size - from);
      memory.limit(from + count).position(from);
      ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
      switch (stored) {
        case HALF -> HalfPrecision.round(bytes, big.clear());
        case FLOAT -> big.asIntBuffer().put(bytes.asIntBuffer());
        default -> big.asLongBuffer().put(bytes.asLongBuffer());
      }
      out.write(chunk, 0, count / array.dataType().width() * stored.width());
    }
  }
}
