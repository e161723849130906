package org.attentionzoo.layers.runtime.decoding;

import java.util.Arrays;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link Stepper} keeps for each of its R rows: an array {@code [R, ..]} whose rows a search
 * drops, repeats and reorders. The memory is allocated for the most rows so far and used again for
 * later sentences.
 */
final class CachedRows implements AutoCloseable {

  private final DataType type;
  private INDArray memory; // at least as long as the array
  private INDArray spare; // the same, or null until rows are reordered
  private INDArray array; // [R, ..], cut from memory
  private INDArray other; // the same cut from spare

  CachedRows(DataType type) {
    this.type = type;
  }

  /** Starts with a copy. */
  void begin(INDArray values) {
    resize(values.shape());
    Dense.copy(values, array);
  }

  private void resize(long... shape) {
    if (array != null && Arrays.equals(array.shape(), shape)) {
      return;
    }
    long length = Dense.length(shape);
    if (memory == null || memory.length() < length) {
      memory = zeros(length);
      spare = null;
    }
    array = Dense.reshape(memory, shape);
    other = spare == null ? null : fitting(spare, shape);
  }

  private INDArray zeros(long length) {
    INDArray array = Dense.allocate(type, length);
    Dense.clear(array);
    return array;
  }

  /** The array; another one after each call of {@link #begin} or {@link #select}. */
  INDArray array() {
    return array;
  }

  /** Row i becomes the old row {@code rows[i]}. */
  void select(int[] rows) {
    long[] shape = array.shape().clone();
    shape[0] = rows.length;
    if (isRising(rows)) {
      gatherRows(array, rows, array); // no row is overwritten before it is read
      resize(shape);
      return;
    }
    INDArray from = array;
    if (spare == null || spare.length() < Dense.length(shape)) {
      spare = zeros(Math.max(memory.length(), Dense.length(shape)));
      other = null;
    }
    INDArray swapped = memory;
    memory = spare;
    spare = swapped;
    INDArray target =
        other != null && Arrays.equals(other.shape(), shape) ? other : Dense.reshape(memory, shape);
    gatherRows(from, rows, target);
    other = Arrays.equals(from.shape(), shape) ? from : fitting(spare, shape);
    array = target;
  }

  /** Frees the memory now; {@link #begin} allocates again. */
  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    if (spare != null) {
      spare.close();
    }
    memory = null;
    spare = null;
    array = null;
    other = null;
  }

  private static INDArray fitting(INDArray memory, long[] shape) {
    return memory.length() < Dense.length(shape) ? null : Dense.reshape(memory, shape);
  }

  /** Whether each row comes after the one before it, so that rows only move up. */
  private static boolean isRising(int[] rows) {
    for (int i = 1; i < rows.length; i++) {
      if (rows[i] <= rows[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code from[rows[i]] → to[i]}; {@code to} may be {@code from} if rows only move towards the
   * start.
   */
  private static void gatherRows(INDArray from, int[] rows, INDArray to) {
    long length = from.length() / from.shape()[0];
    if (!Kernels.nativeCpu()) {
      for (int i = 0; i < rows.length; i++) {
        Dense.copy(from, rows[i] * length, to, i * length, length);
      }
      return;
    }
    long bytes = length * from.dataType().width();
    // in place the order counts, so one thread moves all rows
    int together = from == to ? rows.length : Grain.BYTES.rows(bytes);
    ParallelRows.parallel(
        rows.length,
        together,
        (first, end) -> {
          Pointer source = NativeMemory.bytes(from);
          Pointer target = NativeMemory.bytes(to);
          for (int i = first; i < end; i++) {
            if (from != to || rows[i] != i) {
              Pointer.memcpy(target.position(i * bytes), source.position(rows[i] * bytes), bytes);
            }
          }
        });
  }
}
