package org.attentionzoo.zoo.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Changes what the header of an array says. In the format of {@code Nd4j.write}, numbers are big
 * endian:
 *
 * <pre>
 * UTF allocation, INT64 count, UTF "LONG",
 * count × INT64: rank, shape, strides, extras, element-wise stride, order
 * UTF allocation, INT64 count, UTF type, the numbers
 * </pre>
 */
final class ArrayMutator {

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    16,
    32,
    33,
    64,
    255,
    1_000,
    65_536,
    1L << 31,
    (1L << 31) - 1,
    1L << 32,
    (1L << 62) + 64,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final List<String> TEXTS =
      List.of(
          "",
          "FLOAT",
          "DOUBLE",
          "LONG",
          "HALF",
          "UTF8",
          "BOOL",
          "COMPRESSED",
          "DIRECT",
          "LONG_SHAPE",
          "UNKNOWN",
          "NONE",
          "x");

  private final byte[] bytes;
  private final List<Integer> numbers = new ArrayList<>();
  private final List<Integer> texts = new ArrayList<>();
  private final int data;

  /**
   * @param start where the array begins
   */
  private ArrayMutator(byte[] bytes, int start) {
    this.bytes = bytes;
    ByteBuffer in = ByteBuffer.wrap(bytes).position(start);
    text(in);
    numbers.add(in.position());
    long shape = in.getLong();
    text(in);
    for (long i = 0; i < shape; i++) {
      numbers.add(in.position());
      in.getLong();
    }
    text(in);
    numbers.add(in.position());
    in.getLong();
    text(in);
    data = in.position();
  }

  private void text(ByteBuffer in) {
    texts.add(in.position());
    in.position(in.position() + 2 + in.getShort(in.position()));
  }

  /** Where the k-th number of the header lies: count of the shape's numbers, those, count. */
  static int number(byte[] bytes, int k) {
    return new ArrayMutator(bytes, 0).numbers.get(k);
  }

  /** Changes the entry of an array; says how. */
  static String mutate(RawEntry entry, SplittableRandom random) {
    boolean pending = entry.name.startsWith("pending");
    return new ArrayMutator(entry.content().clone(), pending ? Double.BYTES : 0)
        .mutateInto(entry, random);
  }

  private String mutateInto(RawEntry entry, SplittableRandom random) {
    StringBuilder what = new StringBuilder(entry.name);
    byte[] changed = bytes;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int place = numbers.get(random.nextInt(numbers.size()));
      long old = ByteBuffer.wrap(changed).getLong(place);
      long number =
          switch (random.nextInt(4)) {
            case 0 -> old + random.nextInt(-2, 3);
            case 1 -> old << random.nextInt(64);
            default -> NUMBERS[random.nextInt(NUMBERS.length)];
          };
      ByteBuffer.wrap(changed).putLong(place, number);
      what.append(": ").append(old).append(" at ").append(place).append(" is ").append(number);
    }
    if (random.nextInt(4) == 0) {
      int place = texts.get(random.nextInt(texts.size()));
      String text = TEXTS.get(random.nextInt(TEXTS.size()));
      changed = replaceText(place, text);
      what.append(": text at ").append(place).append(" is ").append(text);
    } else if (random.nextInt(4) == 0) {
      int length = random.nextBoolean() ? data + random.nextInt(9) : bytes.length + 4;
      changed = Arrays.copyOf(changed, length);
      what.append(": of length ").append(length);
    }
    entry.content(changed);
    return what.toString();
  }

  private byte[] replaceText(int place, String text) {
    int end = place + 2 + ByteBuffer.wrap(bytes).getShort(place);
    byte[] utf = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(place + 2 + utf.length + bytes.length - end);
    out.put(bytes, 0, place).putShort((short) utf.length).put(utf);
    return out.put(bytes, end, bytes.length - end).array();
  }
}
