package org.attentionzoo.layers.runtime;

import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Copies between c-ordered arrays, without an op's overhead where memory is the CPU's. */
final class Blocks {

  /** Below this many bytes another thread costs more than it saves. */
  private static final long WORTH_A_THREAD = 1 << 16;

  private Blocks() {}

  /** Copies all of {@code from} into {@code to}; equal lengths, both c-ordered. */
  static void copy(INDArray from, INDArray to) {
    if (Kernels.nativeCpu()) {
      Pointer.memcpy(NativeMemory.bytes(to), NativeMemory.bytes(from), from.length() * width(from));
    } else {
      to.assign(Arena.reshape(from, to.shape()));
    }
  }

  /** Zeros. */
  static void clear(INDArray array) {
    if (Kernels.nativeCpu()) {
      Pointer.memset(NativeMemory.bytes(array), 0, array.length() * width(array));
    } else {
      array.assign(0);
    }
  }

  /** {@code all[first : first + n] → rows}: {@code [N, size] → [n, size]}. */
  static void readRows(INDArray all, long first, INDArray rows) {
    copyRows(all, first, rows, true);
  }

  /**
   * {@code rows → all[first : first + n]}: {@code [n, size]} or {@code [n, 1, size] → [N, size]}.
   */
  static void writeRows(INDArray rows, INDArray all, long first) {
    copyRows(all, first, rows, false);
  }

  private static void copyRows(INDArray all, long first, INDArray rows, boolean read) {
    long n = rows.shape()[0];
    if (!Kernels.nativeCpu()) {
      INDArray part = all.get(NDArrayIndex.interval(first, first + n), NDArrayIndex.all());
      INDArray flat = Arena.reshape(rows, part.shape());
      (read ? flat : part).assign(read ? part : flat);
      return;
    }
    long bytes = rows.length() * width(rows);
    Pointer part = NativeMemory.bytes(all).getPointer(first * (bytes / n));
    Pointer.memcpy(
        read ? NativeMemory.bytes(rows) : part, read ? part : NativeMemory.bytes(rows), bytes);
  }

  /** Copies the first {@code elements} of one buffer into another. */
  static void copy(INDArray from, long fromOffset, INDArray to, long toOffset, long elements) {
    if (Kernels.nativeCpu()) {
      long w = width(from);
      Pointer.memcpy(
          NativeMemory.bytes(to).getPointer(toOffset * w),
          NativeMemory.bytes(from).getPointer(fromOffset * w),
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
    if (!Kernels.nativeCpu()) {
      for (int i = 0; i < rows.length; i++) {
        copy(from, rows[i] * length, to, i * length, used);
      }
      return;
    }
    long stride = length * width(from);
    long bytes = used * width(from);
    // in place the order counts, so one thread moves all rows
    int together = from == to ? rows.length : 1 + (int) (WORTH_A_THREAD / Math.max(1, bytes));
    ParallelRows.parallel(
        rows.length,
        together,
        (first, end) -> {
          Pointer source = NativeMemory.bytes(from);
          Pointer target = NativeMemory.bytes(to);
          for (int i = first; i < end; i++) {
            if (from != to || rows[i] != i) {
              Pointer.memcpy(target.position(i * stride), source.position(rows[i] * stride), bytes);
            }
          }
        });
  }

  /**
   * {@code sequence[first : first + n, t, :] → step}: {@code [N, T, size] → [n, size]} or {@code
   * [n, 1, size]}.
   */
  static void readStep(INDArray sequence, long first, long t, INDArray step) {
    copyStep(sequence, first, t, step, true);
  }

  /**
   * {@code step → sequence[first : first + n, t, :]}: {@code [n, size]} or {@code [n, 1, size] →
   * [N, T, size]}.
   */
  static void writeStep(INDArray step, INDArray sequence, long first, long t) {
    copyStep(sequence, first, t, step, false);
  }

  /** The same of the whole batch. */
  static void readStep(INDArray sequence, long t, INDArray step) {
    copyStep(sequence, 0, t, step, true);
  }

  /** The same of the whole batch. */
  static void writeStep(INDArray step, INDArray sequence, long t) {
    copyStep(sequence, 0, t, step, false);
  }

  private static void copyStep(INDArray sequence, long first, long t, INDArray step, boolean read) {
    if (!Kernels.nativeCpu()) {
      INDArray slice =
          sequence.get(
              NDArrayIndex.interval(first, first + step.shape()[0]),
              NDArrayIndex.point(t),
              NDArrayIndex.all());
      if (read) {
        step.assign(slice.dup('c').reshape('c', step.shape()));
      } else {
        slice.assign(Arena.reshape(step, slice.shape()));
      }
      return;
    }
    long row = step.length() / step.shape()[0] * width(step);
    long stride = sequence.shape()[1] * row;
    Pointer s = NativeMemory.bytes(sequence).getPointer(first * stride + t * row);
    Pointer p = NativeMemory.bytes(step);
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
    if (!Kernels.nativeCpu()) {
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
    BytePointer m = NativeMemory.bytes(mask);
    long width = columns * width(x);
    Pointer target = NativeMemory.bytes(to);
    Pointer yes = NativeMemory.bytes(x);
    Pointer no = otherwise == null ? null : NativeMemory.bytes(otherwise);
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

  private static long width(INDArray a) {
    return a.dataType() == DataType.DOUBLE ? 8 : a.dataType().width();
  }
}
