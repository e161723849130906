package org.attentionzoo.layers.kernel;

import java.util.zip.CRC32C;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Whether parameters have changed, seen in their content. They have no version: whoever holds
 * {@code net.params()} may write into it, as DL4J's own {@code setParams} and updaters do.
 */
final class Checksums {
  /** Bytes of a checksum; threads share them out. */
  private static final int BLOCK = 1 << 18;

  private Checksums() {}

  /** Of each block of a matrix without gaps: one that differs in a single number is always seen. */
  static long[] of(Matrix matrix) {
    long bytes = (long) Float.BYTES * matrix.rows() * matrix.columns();
    long[] checksums = new long[Math.toIntExact((bytes + BLOCK - 1) / BLOCK)];
    try (FloatPointer start = matrix.pointer()) {
      BytePointer memory = new BytePointer(start);
      ParallelRows.parallel(
          checksums.length,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              long first = (long) i * BLOCK;
              CRC32C checksum = new CRC32C();
              checksum.update(
                  new BytePointer(memory)
                      .position(first)
                      .limit(Math.min(bytes, first + BLOCK))
                      .asBuffer());
              checksums[i] = checksum.getValue();
            }
          });
    }
    return checksums;
  }
}
