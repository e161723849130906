package org.attentionzoo.zoo.io;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What stands before the numbers of an array in a file: the format of {@code Nd4j.write}, for the
 * arrays that a model has, one row of floating-point numbers without gaps.
 *
 * <pre>
 *   "MIXED_DATA_TYPES", 8 bytes: 4 + 2 · rank, "LONG"
 *   8 bytes each: rank, shape, strides, flags of the type, stride between elements, order
 *   "MIXED_DATA_TYPES", 8 bytes: number of elements, "FLOAT", "DOUBLE" or "HALF"
 *   the elements, big-endian
 * </pre>
 *
 * <p>ND4J believes these numbers when it reads such an array, and writes to memory accordingly, so
 * they are read here, and each has to agree with the others.
 *
 * @param type FLOAT, DOUBLE, or HALF (IEEE 754 binary16)
 * @param shape {@code [n]} or {@code [1, n]}
 */
record ArrayHeader(DataType type, long[] shape) {

  private static final String ALLOCATION = "MIXED_DATA_TYPES";
  private static final long HALF_FLAG = 1L << 12;
  private static final long FLOAT_FLAG = 1L << 13;
  private static final long DOUBLE_FLAG = 1L << 14;

  /** Number of elements. */
  long length() {
    return shape[shape.length - 1];
  }

  /** Bytes of the elements in the file. */
  long bytes() {
    return length() * type.width();
  }

  /** The type of the array in memory: nobody computes in HALF, which is read as FLOAT. */
  DataType memoryType() {
    return type == DataType.HALF ? DataType.FLOAT : type;
  }

  /** Bytes of the elements in memory. */
  long memoryBytes() {
    return length() * memoryType().width();
  }

  /**
   * Reads the header and leaves the stream at the first element.
   *
   * @param size bytes of the whole, header included
   * @throws IllegalArgumentException if it is not the header of one row, or of another size; says
   *     what differs
   * @throws IOException if the stream cannot be read
   */
  static ArrayHeader read(DataInputStream in, long size) throws IOException {
    try {
      return parse(in, size);
    } catch (EOFException e) {
      throw new IllegalArgumentException("it ends within the header of its array", e);
    } catch (UTFDataFormatException e) {
      throw new IllegalArgumentException("the header of its array holds what is no text", e);
    }
  }

  private static ArrayHeader parse(DataInputStream in, long size) throws IOException {
    expect("allocation", ALLOCATION, in.readUTF());
    long words = in.readLong();
    if (words != 6 && words != 8) {
      throw new IllegalArgumentException(
          "the shape has " + words + " words, where one row has 6 or 8");
    }
    expect("type of the shape", "LONG", in.readUTF());
    long[] info = new long[(int) words];
    for (int i = 0; i < info.length; i++) {
      info[i] = in.readLong();
    }
    expect("allocation", ALLOCATION, in.readUTF());
    long count = in.readLong();
    DataType type = type(in.readUTF());
    long[] shape = shape(info, type);
    long length = shape[shape.length - 1];
    if (count != length) {
      throw new IllegalArgumentException(
          "the shape is " + Arrays.toString(shape) + ", but there are " + count + " elements");
    }
    ArrayHeader header = new ArrayHeader(type, shape);
    long headerBytes =
        2L * (2 + ALLOCATION.length() + 8) + 2 + 4 + 8 * words + 2 + type.name().length();
    if (length > (size - headerBytes) / type.width() || header.bytes() != size - headerBytes) {
      throw new IllegalArgumentException(
          length + " elements of type " + type + " do not have " + (size - headerBytes) + " bytes");
    }
    return header;
  }

  private static void expect(String what, String expected, String got) {
    if (!got.equals(expected)) {
      throw new IllegalArgumentException(
          "the " + what + " must be " + expected + ", but is \"" + got + '"');
    }
  }

  private static DataType type(String name) {
    return switch (name) {
      case "HALF" -> DataType.HALF;
      case "FLOAT" -> DataType.FLOAT;
      case "DOUBLE" -> DataType.DOUBLE;
      default ->
          throw new IllegalArgumentException(
              "the type must be FLOAT, DOUBLE or HALF, but is \"" + name + '"');
    };
  }

  /** The shape, if all else in {@code info} is what a row of this shape and type has. */
  private static long[] shape(long[] info, DataType type) {
    int rank = (info.length - 4) / 2;
    long[] shape = Arrays.copyOfRange(info, 1, 1 + rank);
    long length = shape[rank - 1];
    if (info[0] != rank || length < 1 || (rank == 2 && shape[0] != 1)) {
      throw new IllegalArgumentException(
          "the shape must be one row, but is of rank " + info[0] + ", " + Arrays.toString(shape));
    }
    long[] strides = Arrays.copyOfRange(info, 1 + rank, 1 + 2 * rank);
    long between = info[info.length - 2];
    if (strides[rank - 1] != 1 || between != 1) {
      throw new IllegalArgumentException(
          "the elements must follow each other, but have strides "
              + Arrays.toString(strides)
              + ", "
              + between);
    }
    long flags = info[info.length - 3];
    if (flags != flag(type)) {
      throw new IllegalArgumentException("the flags of type " + type + " are " + flags);
    }
    long order = info[info.length - 1];
    if (order != 'c' && order != 'f') {
      throw new IllegalArgumentException("the order must be c or f, but is " + order);
    }
    return shape;
  }

  private static long flag(DataType type) {
    return switch (type) {
      case HALF -> HALF_FLAG;
      case FLOAT -> FLOAT_FLAG;
      default -> DOUBLE_FLAG;
    };
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ArrayHeader other
        && type == other.type
        && Arrays.equals(shape, other.shape);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
