package org.attentionzoo.layers.runtime.memory;

import java.util.Arrays;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays in c order without gaps: made, seen in another shape, copied. Where memory is the CPU's,
 * without an ND4J operation.
 */
public final class Dense {

  private Dense() {}

  /** How many elements an array of this shape has. */
  public static long length(long... shape) {
    long n = 1;
    for (long size : Arguments.given("shape", shape)) {
      n *= size;
    }
    return n;
  }

  /** An array outside all workspaces, contents undefined. */
  public static INDArray allocate(DataType type, long... shape) {
    Arguments.given("type", type);
    Arguments.given("shape", shape);
    long memory = Pointer.maxPhysicalBytes(); // 0 for no limit
    long most = memory > 0 ? memory / Math.max(1, type.width()) : Long.MAX_VALUE;
    for (long size : shape) {
      Arguments.within("size", size, 0, most);
      most /= Math.max(1, size);
    }
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createUninitialized(type, shape, 'c');
    }
  }

  /**
   * The start of an array in another shape, as a view; unlike ND4J's reshape also right for arrays
   * of one element.
   */
  public static INDArray reshape(INDArray array, long... shape) {
    requireOpen(array);
    if (length(shape) > array.length() || length(shape) < 1) {
      throw new IllegalArgumentException(
          "shape "
              + Arrays.toString(shape)
              + " must have 1 to as many elements as the array of shape "
              + Arrays.toString(array.shape()));
    }
    return Nd4j.create(array.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c', array.dataType());
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive), as a view. */
  public static INDArray rows(INDArray array, long from, long to) {
    requireOpen(array);
    Arguments.within("rank", array.rank(), 1, Integer.MAX_VALUE);
    long[] shape = array.shape().clone();
    Arguments.within("from", from, 0, shape[0] - 1);
    Arguments.within("to", to, from + 1, shape[0]);
    long row = array.length() / shape[0];
    shape[0] = to - from;
    long[] strides = Nd4j.getStrides(shape, 'c');
    long offset = array.offset() + from * row; // ND4J counts from the start of the memory
    return Nd4j.create(array.data(), shape, strides, offset, 'c', array.dataType());
  }

  /** Copies all of {@code from} into {@code to}, of the same length and type. */
  public static void copy(INDArray from, INDArray to) {
    requireSameType(from, to);
    if (from.length() != to.length()) {
      throw new IllegalArgumentException(
          "from has " + from.length() + " elements, to has " + to.length());
    }
    if (Kernels.nativeCpu()) {
      Pointer.memcpy(NativeMemory.bytes(to), NativeMemory.bytes(from), from.length() * width(from));
    } else {
      to.assign(reshape(from, to.shape()));
    }
  }

  /** Copies so many elements of one vector into another of the same type. */
  public static void copy(INDArray from, long fromOffset, INDArray to, long toOffset, long count) {
    requireSameType(from, to);
    Arguments.within("count", count, 0, Math.min(from.length(), to.length()));
    Arguments.within("fromOffset", fromOffset, 0, from.length() - count);
    Arguments.within("toOffset", toOffset, 0, to.length() - count);
    if (Kernels.nativeCpu()) {
      long w = width(from);
      Pointer.memcpy(
          NativeMemory.bytes(to).getPointer(toOffset * w),
          NativeMemory.bytes(from).getPointer(fromOffset * w),
          count * w);
    } else if (count > 0) {
      part(to, toOffset, count).assign(part(from, fromOffset, count));
    }
  }

  private static INDArray part(INDArray array, long offset, long count) {
    return rows(reshape(array, array.length()), offset, offset + count);
  }

  /** Zeros. */
  public static void clear(INDArray array) {
    if (Kernels.nativeCpu()) {
      Pointer.memset(NativeMemory.bytes(array), 0, array.length() * width(array));
    } else {
      Arguments.given("array", array).assign(0);
    }
  }

  static void requireSameType(INDArray from, INDArray to) {
    requireOpen(from);
    requireOpen(to);
    if (from.dataType() != to.dataType()) {
      throw new IllegalArgumentException(
          "arrays must be of one type, but are of " + from.dataType() + " and " + to.dataType());
    }
  }

  private static void requireOpen(INDArray array) {
    if (Arguments.given("array", array).data() == null) {
      throw new IllegalArgumentException(
          "an array of shape " + Arrays.toString(array.shape()) + " has no memory");
    }
    if (array.wasClosed()) {
      throw new IllegalStateException("the array was closed");
    }
  }

  static long width(INDArray array) {
    return array.dataType().width();
  }
}
