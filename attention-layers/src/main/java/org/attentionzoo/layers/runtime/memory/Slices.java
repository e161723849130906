package org.attentionzoo.layers.runtime.memory;

import java.util.Arrays;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rows of a batch, and time steps of sequences, copied out and in; all arrays {@link Dense}. */
public final class Slices {

  private Slices() {}

  /** {@code all[first : first + n] → rows}: {@code [N, size] → [n, size]}. */
  public static void readRows(INDArray all, long first, INDArray rows) {
    copyRows(all, first, rows, true);
  }

  /**
   * {@code rows → all[first : first + n]}: {@code [n, size]} or {@code [n, 1, size] → [N, size]}.
   */
  public static void writeRows(INDArray rows, INDArray all, long first) {
    copyRows(all, first, rows, false);
  }

  private static void copyRows(INDArray all, long first, INDArray rows, boolean read) {
    Dense.requireSameType(all, rows);
    long n = count(rows);
    if (all.rank() != 2 || first < 0 || first > all.shape()[0] - n || row(rows) != row(all)) {
      throw mismatch(rows, "from " + first, all);
    }
    if (!Kernels.nativeCpu()) {
      copy(rows(all, first, n), rows, read);
      return;
    }
    long bytes = rows.length() * Dense.width(rows);
    Pointer part = NativeMemory.bytes(all).getPointer(first * (bytes / n));
    Pointer.memcpy(
        read ? NativeMemory.bytes(rows) : part, read ? part : NativeMemory.bytes(rows), bytes);
  }

  /**
   * {@code sequence[first : first + n, t, :] → step}: {@code [N, T, size] → [n, size]} or {@code
   * [n, 1, size]}.
   */
  public static void readStep(INDArray sequence, long first, long t, INDArray step) {
    copyStep(sequence, first, t, step, true);
  }

  /**
   * {@code step → sequence[first : first + n, t, :]}: {@code [n, size]} or {@code [n, 1, size] →
   * [N, T, size]}.
   */
  public static void writeStep(INDArray step, INDArray sequence, long first, long t) {
    copyStep(sequence, first, t, step, false);
  }

  private static void copyStep(INDArray sequence, long first, long t, INDArray step, boolean read) {
    Dense.requireSameType(sequence, step);
    long n = count(step);
    long[] whole = sequence.shape(); // [N, T, size]
    if (whole.length != 3
        || first < 0
        || first > whole[0] - n
        || t < 0
        || t >= whole[1]
        || row(step) != whole[2]) {
      throw mismatch(step, "from " + first + " at step " + t, sequence);
    }
    if (!Kernels.nativeCpu()) {
      copy(step(sequence, first, n, t), step, read);
      return;
    }
    long bytes = whole[2] * Dense.width(step);
    long stride = whole[1] * bytes;
    Pointer s = NativeMemory.bytes(sequence).getPointer(first * stride + t * bytes);
    Pointer p = NativeMemory.bytes(step);
    for (long row = 0; row < n; row++) {
      Pointer.memcpy(read ? p : s, read ? s : p, bytes);
      s.position(s.position() + stride);
      p.position(p.position() + bytes);
    }
  }

  /** {@code all[first : first + n]}, a view {@code [n, size]}. */
  static INDArray rows(INDArray all, long first, long n) {
    long size = all.size(1);
    return view(all, first * size, n, size, size);
  }

  /** {@code sequence[first : first + n, t, :]}, a view {@code [n, size]}. */
  static INDArray step(INDArray sequence, long first, long n, long t) {
    long size = sequence.size(2);
    long row = sequence.size(1) * size;
    return view(sequence, first * row + t * size, n, row, size);
  }

  /** Not by ND4J's intervals, which can be empty where the array is a view with an offset. */
  private static INDArray view(INDArray array, long first, long n, long stride, long size) {
    long offset = array.offset() + first; // ND4J counts from the start of the memory
    long[] strides = {stride, 1};
    return Nd4j.create(array.data(), new long[] {n, size}, strides, offset, 'c', array.dataType());
  }

  private static void copy(INDArray view, INDArray whole, boolean read) {
    INDArray flat = Dense.reshape(whole, view.shape());
    (read ? flat : view).assign(read ? view : flat);
  }

  private static long count(INDArray rows) {
    return rows.rank() == 0 ? 1 : rows.shape()[0];
  }

  private static long row(INDArray array) {
    return array.length() / count(array);
  }

  private static IllegalArgumentException mismatch(INDArray part, String where, INDArray all) {
    return new IllegalArgumentException(
        "rows "
            + Arrays.toString(part.shape())
            + " do not lie "
            + where
            + " in "
            + Arrays.toString(all.shape()));
  }
}
