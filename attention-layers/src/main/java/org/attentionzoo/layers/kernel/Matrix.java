package org.attentionzoo.layers.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rows of floats outside the Java heap: the memory of a FLOAT {@link INDArray} or of a part of it.
 * Kernels read blocks of rows into Java arrays, which the JIT vectorises over, and hand whole
 * matrices to {@link Gemm}. Shares memory, copies nothing; safe for several threads that write
 * different elements.
 */
public final class Matrix {
  /** Java reads memory through buffers of at most 2³¹ bytes. */
  private static final long LONGEST = Integer.MAX_VALUE / Float.BYTES;

  private final INDArray owner; // keeps the memory from being freed
  private final FloatPointer memory;
  private final FloatBuffer buffer;
  private final int offset;
  private final int rows;
  private final int columns;
  private final int stride;

  private Matrix(
      INDArray owner,
      FloatPointer memory,
      FloatBuffer buffer,
      int offset,
      int rows,
      int columns,
      int stride) {
    this.owner = owner;
    this.memory = memory;
    this.buffer = buffer;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
  }

  /**
   * The rows {@code [M, size]} of an array of any rank: its last dimension is a row.
   *
   * @throws IllegalArgumentException unless it is FLOAT and c-ordered without gaps
   */
  public static Matrix of(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("matrix of type " + array.dataType() + "; expected FLOAT");
    }
    int columns = array.rank() == 0 ? 1 : Math.toIntExact(array.shape()[array.rank() - 1]);
    return of(array, columns);
  }

  /** The same memory as rows of this many columns. */
  public static Matrix of(INDArray array, int columns) {
    requireContiguous(array);
    int length = Math.toIntExact(array.length());
    FloatPointer memory = NativeMemory.floats(array);
    int rows = columns == 0 ? 0 : length / columns;
    return new Matrix(
        array, memory, NativeMemory.buffer(memory, length), 0, rows, columns, columns);
  }

  /** The whole array as one row. */
  public static Matrix row(INDArray array) {
    return of(array, Math.toIntExact(array.length()));
  }

  /** The elements of an array of any shape, which {@link #of} takes, in a new Java array. */
  public static float[] elements(INDArray array) {
    float[] elements = new float[Math.toIntExact(array.length())];
    row(array).read(0, elements);
    return elements;
  }

  /** Whether {@link #of} takes the array. */
  public static boolean fits(INDArray array) {
    return array.dataType() == DataType.FLOAT && array.length() <= LONGEST && isContiguous(array);
  }

  private static void requireContiguous(INDArray array) {
    if (!isContiguous(array)) {
      throw new IllegalArgumentException(
          "rows of an array with strides "
              + Arrays.toString(array.stride())
              + " for shape "
              + Arrays.toString(array.shape())
              + "; expected c order without gaps");
    }
  }

  /** Whether the array is c-ordered without gaps. */
  public static boolean isContiguous(INDArray array) {
    long stride = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      if (array.size(d) != 1 && array.stride(d) != stride) {
        return false;
      }
      stride *= array.size(d);
    }
    return true;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The length of a row. */
  public int columns() {
    return columns;
  }

  /** Elements from one row to the next. */
  public int stride() {
    return stride;
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive). */
  public Matrix rows(int from, int to) {
    return part(offset + from * stride, to - from, columns, stride);
  }

  /** Columns {@code from} (inclusive) to {@code to} (exclusive) of all rows. */
  public Matrix columns(int from, int to) {
    return part(offset + from, rows, to - from, stride);
  }

  /** The elements from {@code from} on, of a matrix without gaps, as rows of another length. */
  Matrix reshaped(int from, int rows, int columns) {
    return part(offset + from, rows, columns, columns);
  }

  private Matrix part(int offset, int rows, int columns, int stride) {
    return new Matrix(owner, memory, buffer, offset, rows, columns, stride);
  }

  /** Copies a row into {@code into}, from its start. */
  public void read(int row, float[] into) {
    buffer.get(offset + row * stride, into, 0, columns);
  }

  /** Copies the start of {@code from} into a row. */
  public void write(int row, float[] from) {
    buffer.put(offset + row * stride, from, 0, columns);
  }

  /** Copies rows {@code row} to {@code row + count} into {@code into}, one after the other. */
  public void read(int row, int count, float[] into) {
    if (stride == columns) {
      buffer.get(offset + row * stride, into, 0, count * columns);
    } else {
      for (int r = 0; r < count; r++) {
        buffer.get(offset + (row + r) * stride, into, r * columns, columns);
      }
    }
  }

  /** Copies rows of {@code from} to rows {@code row} to {@code row + count}. */
  public void write(int row, int count, float[] from) {
    if (stride == columns) {
      buffer.put(offset + row * stride, from, 0, count * columns);
    } else {
      for (int r = 0; r < count; r++) {
        buffer.put(offset + (row + r) * stride, from, r * columns, columns);
      }
    }
  }

  /** Where its first element lies. */
  FloatPointer pointer() {
    return memory.getPointer(offset);
  }
}
