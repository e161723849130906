package org.attentionzoo.zoo.batch;

import java.util.SplittableRandom;

/**
 * A pseudo-random order of 0 … size − 1 that takes no memory: a Feistel network permutes the
 * numbers of an even number of bits, and what lies beyond the size is permuted again until it does
 * not (Black and Rogaway 2002, "cycle-walking").
 */
final class Permutation {

  private static final int ROUNDS = 8;

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
      keys[round] = random.nextLong();
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
      long swapped = left ^ (mix(right + key) & mask);
      left = right;
      right = swapped;
    }
    return left << half | right;
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
