package org.attentionzoo.layers.kernel;

import java.util.zip.CRC32C;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.BytePointer;

/**
 * Whether parameters have changed, seen in their content. They have no version: whoever holds
 * {@code net.params()} may write into it, as DL4J's own {@code setParams} and updaters do. Reading
 * them through takes an eighth of the time of a copy in another order.
 */
public final class Checksums {
  /** Bytes of a checksum; threads share them out. */
  private static final int BLOCK = 1 << 18;

  private Checksums() {}

  /** Of each block of a matrix without gaps: one that differs in a single number is always seen. */
  public static long[] of(Matrix matrix) {
    Arguments.given("matrix", matrix);
    if (matrix.stride() != matrix.columns()) {
      throw new IllegalArgumentException("checksums of a matrix with gaps between its rows");
    }
    long bytes = (long) Float.BYTES * matrix.rows() * matrix.columns();
    long[] checksums = new long[Math.toIntExact((bytes + BLOCK - 1) / BLOCK)];
    BytePointer memory = new BytePointer(matrix.pointer());
    ParallelRows.parallel(
        checksums.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            long start = (long) i * BLOCK;
            CRC32C checksum = new CRC32C();
            checksum.update(
                memory.getPointer(start).capacity(Math.min(BLOCK, bytes - start)).asBuffer());
            checksums[i] = checksum.getValue();
          }
        });
    return checksums;
  }
}
