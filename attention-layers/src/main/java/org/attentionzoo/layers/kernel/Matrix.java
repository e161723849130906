package org.attentionzoo.layers.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
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
  static final long LONGEST = Integer.MAX_VALUE / Float.BYTES;

  private final DataBuffer owner; // keeps the memory from being freed, and knows if it was
  private final FloatPointer memory;
  private final FloatBuffer buffer;
  private final int offset;
  private final int rows;
  private final int columns;
  private final int stride;

  private Matrix(
      DataBuffer owner,
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
    int length = length(array);
    long columns = array.rank() == 0 ? 1 : array.shape()[array.rank() - 1];
    return of(array, length, (int) columns);
  }

  /**
   * The same memory as rows of this many columns; what is left at the end is in none.
   *
   * @throws IllegalArgumentException as {@link #of(INDArray)}, or if columns are negative
   */
  public static Matrix of(INDArray array, int columns) {
    int length = length(array);
    if (columns < 0) {
      throw new IllegalArgumentException("columns must be at least 0, but are " + columns);
    }
    return of(array, length, columns);
  }

  private static Matrix of(INDArray array, int length, int columns) {
    FloatPointer memory = NativeMemory.floats(array);
    int rows = columns == 0 ? 0 : length / columns;
    return new Matrix(
        NativeMemory.whole(array.data()),
        memory,
        NativeMemory.buffer(memory, length),
        0,
        rows,
        columns,
        columns);
  }

  /** Of an array that a matrix can be made of. */
  private static int length(INDArray array) {
    if (Arguments.given("array", array).dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("matrix of type " + array.dataType() + "; expected FLOAT");
    }
    requireContiguous(array);
    if (array.length() > LONGEST) {
      throw new IllegalArgumentException(
          "matrix of " + array.length() + " elements; expected at most " + LONGEST);
    }
    return (int) array.length();
  }

  /** The whole array as one row. */
  public static Matrix row(INDArray array) {
    int length = length(array);
    return of(array, length, length);
  }

  /** The elements of an array of any shape, which {@link #of} takes, in a new Java array. */
  public static float[] elements(INDArray array) {
    float[] elements = new float[length(array)];
    row(array).read(0, elements);
    return elements;
  }

  /** Whether {@link #of} takes the array. */
  public static boolean fits(INDArray array) {
    return Arguments.given("array", array).dataType() == DataType.FLOAT
        && array.length() <= LONGEST
        && isContiguous(array);
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
    Arguments.given("array", array);
    long[] shape = array.shape();
    long[] strides = array.stride();
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] != 1 && strides[d] != stride) {
        return false;
      }
      stride *= shape[d];
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

  /**
   * Rows {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if there are fewer
   */
  public Matrix rows(int from, int to) {
    if (from < 0 || from > to || to > rows) {
      throw outside("rows", from, to, rows);
    }
    return part(offset + from * stride, to - from, columns, stride);
  }

  /**
   * Columns {@code from} (inclusive) to {@code to} (exclusive) of all rows.
   *
   * @throws IndexOutOfBoundsException if there are fewer
   */
  public Matrix columns(int from, int to) {
    if (from < 0 || from > to || to > columns) {
      throw outside("columns", from, to, columns);
    }
    return part(offset + from, rows, to - from, stride);
  }

  /**
   * The elements from {@code from} on, of a matrix without gaps, as rows of another length.
   *
   * @throws IndexOutOfBoundsException if there are fewer
   * @throws IllegalArgumentException if there are gaps
   */
  public Matrix reshaped(int from, int rows, int columns) {
    if (stride != this.columns && this.rows > 1) {
      throw new IllegalArgumentException(
          "rows of " + this.columns + " that are " + stride + " apart have no other length");
    }
    long length = (long) this.rows * this.columns;
    if (from < 0 || rows < 0 || columns < 0 || (long) rows * columns > length - from) {
      throw outside("elements", from, from + (long) rows * columns, length);
    }
    return part(offset + from, rows, columns, columns);
  }

  private Matrix part(int offset, int rows, int columns, int stride) {
    return new Matrix(owner, memory, buffer, offset, rows, columns, stride);
  }

  private static IndexOutOfBoundsException outside(String what, long from, long to, long count) {
    return new IndexOutOfBoundsException(
        what + " " + from + " to " + to + " of a matrix with " + count);
  }

  /** That {@code count} rows from {@code row} on are there, still, and have room in the array. */
  private void check(int row, int count, float[] array) {
    check(row, count);
    if (array == null || array.length < (long) count * columns) {
      throw new IndexOutOfBoundsException(
          count + " rows of " + columns + (array == null ? ", but null" : " in " + array.length));
    }
  }

  /** That {@code count} rows from {@code row} on are there, still. */
  private void check(int row, int count) {
    requireOpen();
    if (row < 0 || count < 0 || count > rows - row) {
      throw outside("rows", row, row + count, rows);
    }
  }

  private void requireOpen() {
    if (owner.wasClosed()) {
      throw new IllegalStateException("the memory of this matrix was freed: its array was closed");
    }
  }

  /**
   * Copies a row into {@code into}, from its start.
   *
   * <p>This and the other copying methods throw an IndexOutOfBoundsException if the matrix has no
   * such row or the Java array is too short, and an IllegalStateException if the matrix's array was
   * closed since.
   */
  public void read(int row, float[] into) {
    check(row, 1, into);
    buffer.get(offset + row * stride, into, 0, columns);
  }

  /** Copies a row into {@code into}, from this index on. */
  public void read(int row, float[] into, int at) {
    check(row, 1, into);
    Objects.checkFromIndexSize(at, columns, into.length);
    buffer.get(offset + row * stride, into, at, columns);
  }

  /** Copies a row of another matrix into a row. */
  public void write(int row, Matrix from, int fromRow) {
    check(row, 1);
    Arguments.given("from", from).check(fromRow, 1);
    if (from.columns != columns) {
      throw new IllegalArgumentException(
          "a row of " + from.columns + " numbers for one of " + columns);
    }
    buffer.put(offset + row * stride, from.buffer, from.offset + fromRow * from.stride, columns);
  }

  /** Copies the start of {@code from} into a row. */
  public void write(int row, float[] from) {
    check(row, 1, from);
    buffer.put(offset + row * stride, from, 0, columns);
  }

  /** Copies rows {@code row} to {@code row + count} into {@code into}, one after the other. */
  public void read(int row, int count, float[] into) {
    check(row, count, into);
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
    check(row, count, from);
    if (stride == columns) {
      buffer.put(offset + row * stride, from, 0, count * columns);
    } else {
      for (int r = 0; r < count; r++) {
        buffer.put(offset + (row + r) * stride, from, r * columns, columns);
      }
    }
  }

  /** What it is a part of. */
  DataBuffer owner() {
    return owner;
  }

  /** Where its first element lies. */
  FloatPointer pointer() {
    requireOpen();
    return memory.getPointer(offset);
  }
}
