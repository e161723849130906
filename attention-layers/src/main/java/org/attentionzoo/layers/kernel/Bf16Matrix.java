package org.attentionzoo.layers.kernel;

/**
 * Rows of bf16 numbers outside the Java heap, without gaps, whose memory belongs to a {@link
 * NativeBlock}.
 *
 * @param address of its first element
 * @param stride elements from one row to the next
 */
record Bf16Matrix(long address, int rows, int columns, int stride) {
  static final int BYTES = Short.BYTES;

  /** Rows {@code from} (inclusive) to {@code to} (exclusive). */
  Bf16Matrix rows(int from, int to) {
    return new Bf16Matrix(address + (long) from * stride * BYTES, to - from, columns, stride);
  }

  /** Columns {@code from} (inclusive) to {@code to} (exclusive) of all rows. */
  Bf16Matrix columns(int from, int to) {
    return new Bf16Matrix(address + (long) from * BYTES, rows, to - from, stride);
  }

  /** A copy of a matrix. */
  static Bf16Matrix copy(Matrix from, NativeBlock memory) {
    int columns = from.columns();
    long to = memory.address((long) from.rows() * columns * BYTES);
    Narrowing.BF16.copy(from, to);
    return new Bf16Matrix(to, from.rows(), columns, columns);
  }
}
