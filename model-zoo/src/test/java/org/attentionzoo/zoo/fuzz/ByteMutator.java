package org.attentionzoo.zoo.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes bytes without knowing what they mean. */
final class ByteMutator {

  private ByteMutator() {}

  /** Changed bytes; {@code other} lends some. */
  static byte[] mutate(byte[] bytes, byte[] other, SplittableRandom random) {
    int length = bytes.length;
    if (length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int from = random.nextInt(length);
    int count = 1 + random.nextInt(Math.min(length - from, 1 << random.nextInt(1, 14)));
    return switch (random.nextInt(8)) {
      case 0, 1 -> {
        byte[] copy = bytes.clone();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
          copy[random.nextInt(length)] = (byte) random.nextInt(256);
        }
        yield copy;
      }
      case 2 -> {
        byte[] copy = bytes.clone();
        copy[from] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case 3 -> Arrays.copyOf(bytes, from); // truncated
      case 4 -> joined(bytes, from, bytes, from + count); // cut out
      case 5 -> joined(bytes, from + count, bytes, from); // doubled
      case 6 -> joined(bytes, from, other, Math.min(from, other.length)); // spliced
      default -> {
        byte[] copy = bytes.clone();
        Arrays.fill(copy, from, from + count, (byte) (random.nextBoolean() ? 0 : 0xFF));
        yield copy;
      }
    };
  }

  /** The first bytes of one and the last of another. */
  private static byte[] joined(byte[] start, int until, byte[] end, int from) {
    byte[] joined = Arrays.copyOf(start, until + end.length - from);
    System.arraycopy(end, from, joined, until, end.length - from);
    return joined;
  }
}
