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
      INDArray part = Dense.rows(all, first, first + n);
      INDArray flat = Dense.reshape(rows, part.shape());
      (read ? flat : part).assign(read ? part : flat);
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
      INDArray slice = step(sequence, first, t, n);
      INDArray flat = Dense.reshape(step, slice.shape());
      (read ? flat : slice).assign(read ? slice : flat);
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

  /** {@code [n, size]}, as a view; ND4J's own indices can give an empty one. */
  private static INDArray step(INDArray sequence, long first, long t, long n) {
    long size = sequence.shape()[2];
    long row = sequence.shape()[1] * size;
    long[] shape = {n, size};
    long[] strides = {row, 1};
    long offset = sequence.offset() + first * row + t * size; // from the start of the memory
    return Nd4j.create(sequence.data(), shape, strides, offset, 'c', sequence.dataType());
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
