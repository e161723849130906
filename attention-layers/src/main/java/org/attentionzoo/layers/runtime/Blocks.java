package org.attentionzoo.layers.runtime;

import org.attentionzoo.layers.kernel.Kernels;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Copies between c-ordered arrays, without an op's overhead where memory is the CPU's. */
final class Blocks {

  private static final boolean CPU = Kernels.nativeCpu();

  private Blocks() {}

  /** Copies all of {@code from} into {@code to}; equal lengths, both c-ordered. */
  static void copy(INDArray from, INDArray to) {
    if (CPU) {
      Pointer.memcpy(address(to), address(from), from.length() * width(from));
    } else {
      to.assign(Arena.reshape(from, to.shape()));
    }
  }

  /** Copies the first {@code elements} of one buffer into another. */
  static void copy(INDArray from, long fromOffset, INDArray to, long toOffset, long elements) {
    if (CPU) {
      long w = width(from);
      Pointer.memcpy(
          address(to).getPointer(toOffset * w),
          address(from).getPointer(fromOffset * w),
          elements * w);
    } else {
      to.get(NDArrayIndex.interval(toOffset, toOffset + elements))
          .assign(from.get(NDArrayIndex.interval(fromOffset, fromOffset + elements)));
    }
  }

  /**
   * {@code from[rows[i]] → to[i]}, of each row the first {@code used} elements; {@code to} may be
   * {@code from} if rows only move towards the start.
   */
  static void gatherRows(INDArray from, int[] rows, long used, INDArray to) {
    long length = from.length() / from.shape()[0];
    if (!CPU) {
      for (int i = 0; i < rows.length; i++) {
        copy(from, rows[i] * length, to, i * length, used);
      }
      return;
    }
    long stride = length * width(from);
    long bytes = used * width(from);
    Pointer source = address(from);
    Pointer target = address(to);
    for (int i = 0; i < rows.length; i++) {
      if (from != to || rows[i] != i) {
        Pointer.memcpy(target.position(i * stride), source.position(rows[i] * stride), bytes);
      }
    }
  }

  /** {@code sequence[:, t, :] → step}: {@code [N, T, size] → [N, size]} or {@code [N, 1, size]}. */
  static void readStep(INDArray sequence, long t, INDArray step) {
    copyStep(sequence, t, step, true);
  }

  /** {@code step → sequence[:, t, :]}: {@code [N, size] → [N, T, size]}. */
  static void writeStep(INDArray step, INDArray sequence, long t) {
    copyStep(sequence, t, step, false);
  }

  private static void copyStep(INDArray sequence, long t, INDArray step, boolean read) {
    if (!CPU) {
      INDArray slice = sequence.get(NDArrayIndex.all(), NDArrayIndex.point(t), NDArrayIndex.all());
      if (read) {
        step.assign(slice.dup('c').reshape('c', step.shape()));
      } else {
        slice.assign(Arena.reshape(step, slice.shape()));
      }
      return;
    }
    long row = step.length() / step.shape()[0] * width(step);
    long stride = sequence.shape()[1] * row;
    Pointer s = address(sequence).getPointer(t * row);
    Pointer p = address(step);
    for (long n = 0; n < step.shape()[0]; n++) {
      Pointer.memcpy(read ? p : s, read ? s : p, row);
      s.position(s.position() + stride);
      p.position(p.position() + row);
    }
  }

  /**
   * {@code to[row] = (mask[row] != 0) == kept ? x[row] : otherwise[row]}, zeros where otherwise is
   * null; rows are along the last dimension.
   */
  static void selectRows(INDArray mask, boolean kept, INDArray x, INDArray otherwise, INDArray to) {
    long columns = x.size(x.rank() - 1);
    long rows = x.length() / columns;
    if (!CPU) {
      INDArray m = mask.reshape('c', rows, 1).neq(0).castTo(x.dataType());
      INDArray keep = kept ? m : m.rsub(1);
      INDArray result = x.reshape('c', rows, columns).mul(keep);
      if (otherwise != null) {
        result.addi(otherwise.reshape('c', rows, columns).mul(keep.rsubi(1)));
      }
      to.assign(result.reshape('c', to.shape()));
      return;
    }
    boolean wide = mask.dataType() == DataType.DOUBLE;
    org.bytedeco.javacpp.BytePointer m = address(mask);
    long width = columns * width(x);
    Pointer target = address(to);
    Pointer yes = address(x);
    Pointer no = otherwise == null ? null : address(otherwise);
    for (long row = 0; row < rows; row++) {
      boolean take = (wide ? m.getDouble(row * 8) : m.getFloat(row * 4)) != 0 == kept;
      if (take || no != null) {
        Pointer.memcpy(target, (take ? yes : no).position(row * width), width);
      } else {
        Pointer.memset(target, 0, width);
      }
      target.position(target.position() + width);
    }
  }

  private static org.bytedeco.javacpp.BytePointer address(INDArray a) {
    return new org.bytedeco.javacpp.BytePointer(a.data().addressPointer());
  }

  private static long width(INDArray a) {
    return a.dataType() == DataType.DOUBLE ? 8 : a.dataType().width();
  }
}
