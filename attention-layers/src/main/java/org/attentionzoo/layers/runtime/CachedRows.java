package org.attentionzoo.layers.runtime;

import java.util.Arrays;
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

  /** Starts with zeros of this shape {@code [R, ..]}. */
  void begin(long... shape) {
    resize(shape);
    Blocks.clear(memory);
    if (spare != null) {
      Blocks.clear(spare);
    }
  }

  /** Starts with a copy. */
  void begin(INDArray values) {
    resize(values.shape());
    Blocks.copy(values, array);
  }

  private void resize(long... shape) {
    if (array != null && Arrays.equals(array.shape(), shape)) {
      return;
    }
    long length = Arena.length(shape);
    if (memory == null || memory.length() < length) {
      memory = zeros(length);
      spare = null;
    }
    array = Arena.reshape(memory, shape);
    other = spare == null ? null : Arena.reshape(spare, shape);
  }

  private INDArray zeros(long length) {
    INDArray array = Arena.allocate(type, length);
    Blocks.clear(array);
    return array;
  }

  /** The array; another one after each call of {@link #begin} or {@link #select}. */
  INDArray array() {
    return array;
  }

  /**
   * Row i becomes the old row {@code rows[i]}.
   *
   * @param used elements at the start of each row that are worth keeping
   */
  void select(int[] rows, long used) {
    long[] shape = array.shape().clone();
    shape[0] = rows.length;
    if (isRising(rows)) {
      Blocks.gatherRows(array, rows, used, array); // no row is overwritten before it is read
      resize(shape);
      return;
    }
    INDArray from = array;
    if (spare == null || spare.length() < Arena.length(shape)) {
      spare = zeros(Math.max(memory.length(), Arena.length(shape)));
      other = null;
    }
    INDArray swapped = memory;
    memory = spare;
    spare = swapped;
    INDArray target =
        other != null && Arrays.equals(other.shape(), shape) ? other : Arena.reshape(memory, shape);
    Blocks.gatherRows(from, rows, used, target);
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
    return memory.length() < Arena.length(shape) ? null : Arena.reshape(memory, shape);
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
}
