package org.attentionzoo.layers.kernel;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where an array's first element lies in the CPU's memory. ND4J's {@code addressPointer()} and
 * JavaCPP's {@code asBuffer()} call native code and take about half a microsecond each, which is
 * too much for arrays of a few kilobytes that are used in each time step.
 *
 * <p>All methods fail with an IllegalStateException if the array or what it is a view of was
 * closed, and with an IllegalArgumentException if the array is null, empty or of another type.
 */
public final class NativeMemory {

  /** A power of two; more addresses than the steps of a large model use at a time. */
  private static final int BUFFERS = 4096;

  /**
   * Buffers by address. They own no memory, so one whose array is gone does no harm until another
   * takes its place. Threads may overwrite each other's: the entries are immutable.
   */
  private static final Entry[] CACHE = new Entry[BUFFERS];

  private record Entry(long address, int length, FloatBuffer buffer) {}

  private NativeMemory() {}

  /** The memory of a FLOAT array. */
  public static FloatPointer floats(INDArray array) {
    return new FloatPointer(start(array, DataType.FLOAT));
  }

  /** The numbers of an INT array in c order without gaps: JavaCPP's copy takes 15 ns for each. */
  public static int[] elements(INDArray array) {
    int[] elements = new int[Math.toIntExact(Arguments.given("array", array).length())];
    buffer(array, elements.length).get(elements);
    return elements;
  }

  /** Fills such an array. */
  public static void write(INDArray array, int[] elements) {
    Arguments.given("elements", elements);
    if (Arguments.given("array", array).length() != elements.length) {
      throw new IllegalArgumentException(
          elements.length + " numbers for an array of " + array.length());
    }
    buffer(array, elements.length).put(elements);
  }

  private static IntBuffer buffer(INDArray array, int length) {
    if (!Matrix.isContiguous(array)) {
      throw new IllegalArgumentException("an array with gaps; expected c order without any");
    }
    return new IntPointer(start(array, DataType.INT)).capacity(length).asBuffer();
  }

  /** The memory of an array of any type. */
  public static BytePointer bytes(INDArray array) {
    return new BytePointer(start(array));
  }

  private static Pointer start(INDArray array, DataType type) {
    if (Arguments.given("array", array).dataType() != type) {
      throw new IllegalArgumentException(
          "memory of type " + array.dataType() + "; expected " + type);
    }
    return start(array);
  }

  /** What a buffer is a view of: it owns the memory, and knows if it was freed. */
  static DataBuffer whole(DataBuffer data) {
    DataBuffer whole = data;
    while (whole.underlyingDataBuffer() != null && whole.underlyingDataBuffer() != whole) {
      whole = whole.underlyingDataBuffer();
    }
    return whole;
  }

  /** A pointer that frees nothing. A view's buffer knows the start of the whole. */
  private static Pointer start(INDArray array) {
    DataBuffer data = Arguments.given("array", array).data();
    if (data == null) {
      throw new IllegalArgumentException(
          "an array of shape " + Arrays.toString(array.shape()) + " has no memory");
    }
    if (whole(data).wasClosed()) {
      throw new IllegalStateException("the array, or what it is a view of, was closed");
    }
    return new PagedPointer(data.address() + data.offset() * data.getElementSize());
  }

  /** The first {@code length} floats from a pointer on, to be read and written by index only. */
  static FloatBuffer buffer(FloatPointer memory, int length) {
    long address = memory.address();
    int slot = (int) ((address >>> 6) * 31 + length) & (BUFFERS - 1);
    Entry entry = CACHE[slot];
    if (entry == null || entry.address != address || entry.length != length) {
      memory.capacity(length);
      entry = new Entry(address, length, memory.asBuffer());
      CACHE[slot] = entry;
    }
    return entry.buffer;
  }
}
