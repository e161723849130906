package org.attentionzoo.zoo.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks over the fields of a protocol buffer, whose encoding is a list of (field number, kind,
 * value). No field may end after its message.
 */
final class ProtocolBuffer {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private ProtocolBuffer() {}

  /** Gets each field. */
  interface Reader {
    void field(int number, Value value);
  }

  /**
   * The value of a field, as what it was written.
   *
   * @param kind the wire type
   * @param bits of a number
   * @param bytes of a text or message
   */
  record Value(int kind, long bits, ByteBuffer bytes) {

    /** A whole number. */
    long number() {
      return expect(VARINT, "a whole number").bits;
    }

    /** Four bytes. */
    int fixed32() {
      return (int) expect(FIXED32, "four bytes").bits;
    }

    /** A text, or a message inside. */
    ByteBuffer message() {
      return expect(BYTES, "text or a message").bytes.duplicate();
    }

    private Value expect(int wanted, String what) {
      if (kind != wanted) {
        throw SentencePieceModel.invalid("a field of kind %d should be %s", kind, what);
      }
      return this;
    }
  }

  /** Hands all fields to the reader, in their order. */
  static void read(ByteBuffer message, Reader reader) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      int kind = (int) (tag & 7);
      long number = tag >>> 3;
      if (number < 1 || number >= 1 << 29) {
        throw SentencePieceModel.invalid("there is no field %d", number);
      }
      reader.field((int) number, value(kind, in));
    }
  }

  private static Value value(int kind, ByteBuffer in) {
    return switch (kind) {
      case VARINT -> new Value(kind, varint(in), null);
      case FIXED64 -> new Value(kind, need(in, Long.BYTES).getLong(), null);
      case FIXED32 -> new Value(kind, need(in, Integer.BYTES).getInt(), null);
      case BYTES -> {
        long length = varint(in);
        ByteBuffer bytes = need(in, length).slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        yield new Value(kind, 0, bytes);
      }
      default -> throw SentencePieceModel.invalid("there are no fields of kind %d", kind);
    };
  }

  private static ByteBuffer need(ByteBuffer in, long bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw SentencePieceModel.invalid(
          "a field of %d bytes begins where %d are left", bytes, in.remaining());
    }
    return in;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = need(in, 1).get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw SentencePieceModel.invalid("a number has more than 10 bytes");
  }
}
