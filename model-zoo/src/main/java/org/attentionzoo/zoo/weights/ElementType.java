package org.attentionzoo.zoo.weights;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.ToDoubleFunction;

/** How a number is stored in a file; all of them become floats. */
enum ElementType {
  FLOAT64(8, b -> b.getDouble()),
  FLOAT32(4, b -> b.getFloat()),
  FLOAT16(2, b -> half(b.getShort())),
  BFLOAT16(2, b -> Float.intBitsToFloat(b.getShort() << 16)),
  INT64(8, b -> b.getLong()),
  INT32(4, b -> b.getInt()),
  INT16(2, b -> b.getShort()),
  INT8(1, b -> b.get()),
  UINT64(8, b -> unsigned(b.getLong())),
  UINT32(4, b -> Integer.toUnsignedLong(b.getInt())),
  UINT16(2, b -> Short.toUnsignedInt(b.getShort())),
  UINT8(1, b -> Byte.toUnsignedInt(b.get())),
  BOOL(1, b -> b.get() == 0 ? 0 : 1);

  private final int width;
  private final ToDoubleFunction<ByteBuffer> next;

  ElementType(int width, ToDoubleFunction<ByteBuffer> next) {
    this.width = width;
    this.next = next;
  }

  /** Bytes of a number. */
  int width() {
    return width;
  }

  /** Turns all numbers that are left, in the buffer's byte order. */
  void decode(ByteBuffer from, FloatBuffer to) {
    if (this == FLOAT32) { // bit by bit, and fast
      to.put(from.asFloatBuffer());
      from.position(from.limit());
      return;
    }
    while (from.hasRemaining()) {
      to.put((float) next.applyAsDouble(from));
    }
  }

  /** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float value;
    if (exponent == 0x1f) {
      value = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      value = fraction * 0x1p-24f;
    } else {
      value = (0x400 | fraction) * (float) Math.scalb(1.0, exponent - 25);
    }
    return bits < 0 ? -value : value;
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1 | (value & 1)) * 2.0; // odd bit kept: rounded once
  }
}
