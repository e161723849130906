package org.attentionzoo.zoo.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.indexer.HalfIndexer;

/** Numbers of IEEE 754 binary16 in files, which are big-endian, and those of FLOAT in memory. */
final class HalfPrecision {

  private HalfPrecision() {}

  /**
   * Makes FLOATs of the HALFs that a chunk begins with, in its place: NaN and infinity stay what
   * they are.
   *
   * @param bytes that the FLOATs have
   */
  static void widen(byte[] chunk, int bytes) {
    ByteBuffer all = ByteBuffer.wrap(chunk).order(ByteOrder.BIG_ENDIAN);
    for (int i = bytes / Float.BYTES - 1; i >= 0; i--) { // from the end: none is overwritten unread
      all.putFloat(i * Float.BYTES, HalfIndexer.toFloat(all.getShort(i * Short.BYTES)));
    }
  }

  /**
   * Rounds FLOATs to the nearest HALFs.
   *
   * @param from FLOATs, all that remain
   * @param to gets as many HALFs
   * @throws IllegalArgumentException if one is NaN, or larger than any HALF; names it
   */
  static void round(ByteBuffer from, ByteBuffer to) {
    while (from.hasRemaining()) {
      float value = from.getFloat();
      short half = (short) HalfIndexer.fromFloat(value);
      if (!Float.isFinite(HalfIndexer.toFloat(half))) {
        throw new IllegalArgumentException(
            "half precision holds numbers up to 65504, and one of the parameters is " + value);
      }
      to.putShort(half);
    }
  }
}
