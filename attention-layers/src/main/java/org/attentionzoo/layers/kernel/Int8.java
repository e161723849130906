package org.attentionzoo.layers.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Floats as whole numbers of 8 bits, each a multiple of a scale: the largest number of its group
 * divided by 127, so that zero stays zero and nothing is cut off.
 */
final class Int8 {
  /** Added to activations, as the processor multiplies unsigned numbers by signed ones. */
  static final int ZERO = 128;

  private static final float LARGEST = 127;

  /** Numbers of rows that are narrowed at once: a call is paid for, and they stay in a cache. */
  private static final int BLOCK = 1 << 14;

  private Int8() {}

  /**
   * Writes each row as unsigned numbers around {@link #ZERO}.
   *
   * @param to {@code [rows, columns]}, a byte each
   * @return scales of the rows; NaN for a row with a number that is not finite
   */
  static float[] activations(Matrix x, long to) {
    return rows(x, to, Narrowing.UINT8, ZERO);
  }

  /** Writes each row as signed numbers; returns the scales of the rows. */
  static float[] rows(Matrix w, long to) {
    return rows(w, to, Narrowing.INT8, 0);
  }

  private static float[] rows(Matrix x, long to, Narrowing type, float zero) {
    int columns = x.columns();
    int block = Math.max(1, BLOCK / columns);
    float[] scales = new float[x.rows()];
    ParallelRows.parallel(
        x.rows(),
        Grain.ADDITIONS.rows(columns),
        (from, last) -> {
          float[] row = new float[columns];
          NativeBlock memory = NativeBlock.take();
          try {
            long scaled = memory.address((long) block * columns * Float.BYTES);
            FloatBuffer buffer = floats(scaled, block * columns);
            for (int first = from; first < last; first += block) {
              int count = Math.min(block, last - first);
              for (int r = 0; r < count; r++) {
                x.read(first + r, row);
                float largest = largest(row, columns);
                scales[first + r] = scale(largest);
                scale(row, inverse(largest), zero, columns);
                buffer.put(r * columns, row, 0, columns);
              }
              type.copy(scaled, to + (long) first * columns, (long) count * columns);
            }
          } finally {
            memory.giveBack();
          }
        });
    return scales;
  }

  /**
   * Writes each column as signed numbers, in the rows in which they are; returns their scales.
   *
   * @param width bytes from one row to the next
   */
  static float[] columns(Matrix w, long to, int width) {
    int n = w.columns();
    float[] largest = new float[n];
    float[] row = new float[n];
    for (int r = 0; r < w.rows(); r++) {
      w.read(r, row);
      for (int j = 0; j < n; j++) {
        largest[j] = Math.max(largest[j], Math.abs(row[j]));
      }
    }
    float[] inverse = new float[n];
    for (int j = 0; j < n; j++) {
      inverse[j] = inverse(largest[j]);
      largest[j] = scale(largest[j]);
    }
    NativeBlock block = NativeBlock.take();
    try {
      long scaled = block.address((long) n * Float.BYTES);
      FloatBuffer buffer = floats(scaled, n);
      for (int r = 0; r < w.rows(); r++) {
        w.read(r, row);
        for (int j = 0; j < n; j++) {
          row[j] *= inverse[j];
        }
        buffer.put(0, row, 0, n);
        Narrowing.INT8.copy(scaled, to + (long) r * width, n);
      }
    } finally {
      block.giveBack();
    }
    return largest;
  }

  private static FloatBuffer floats(long address, int count) {
    return new FloatPointer(new Address().at(address)).capacity(count).asBuffer();
  }

  /** Of the values without their signs; NaN if there is one. */
  private static float largest(float[] row, int n) {
    float largest = 0;
    for (int j = 0; j < n; j++) {
      largest = Math.max(largest, Math.abs(row[j]));
    }
    return largest;
  }

  private static float scale(float largest) {
    return Float.isFinite(largest) ? largest / LARGEST : Float.NaN;
  }

  private static float inverse(float largest) {
    return largest > 0 && Float.isFinite(largest) ? LARGEST / largest : 0;
  }

  private static void scale(float[] row, float factor, float zero, int n) {
    if (factor == 0) {
      Arrays.fill(row, 0, n, zero);
      return;
    }
    for (int j = 0; j < n; j++) {
      row[j] = row[j] * factor + zero;
    }
  }
}
