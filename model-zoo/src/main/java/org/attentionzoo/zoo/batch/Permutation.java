package org.attentionzoo.zoo.batch;

import java.util.SplittableRandom;

/**
 * A pseudo-random order of 0 … size − 1 that takes no memory: a Feistel network permutes the
 * numbers of an even number of bits, and what lies beyond the size is permuted again until it does
 * not (Black and Rogaway 2002, "cycle-walking").
 */
final class Permutation {

  private static final int ROUNDS = 8;

  /** What {@link SplittableRandom} adds to a seed before it scatters it (Steele et al. 2014). */
  private static final long STEP = 0x9e3779b97f4a7c15L;

  private final long size;
  private final int half;
  private final long mask;
  private final long[] keys = new long[ROUNDS];

  Permutation(long size, long seed) {
    this.size = size;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(size - 1, 1));
    this.half = (bits + 1) / 2;
    this.mask = (1L << half) - 1;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      keys[round] = random.nextLong() - STEP;
    }
  }

  /** The number at a place; both are at least 0 and below the size. */
  long at(long place) {
    long number = place;
    do {
      number = network(number);
    } while (number >= size);
    return number;
  }

  private long network(long number) {
    long left = number >>> half;
    long right = number & mask;
    for (long key : keys) {
      long swapped = left ^ (new SplittableRandom(right + key).nextLong() & mask);
      left = right;
      right = swapped;
    }
    return left << half | right;
  }
}
