package org.attentionzoo.layers.kernel;

/** Counter-based random numbers: the n-th number of a seed without the ones before it. */
public final class Randoms {

  private Randoms() {}

  /** The finalizer of SplitMix64 (Steele et al. 2014): a bijection that scatters its argument. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A 31-bit number for a seed and a counter (finalizer of MurmurHash3), without branches. */
  public static int bits(int seed, int counter) {
    return scattered(seed ^ counted(counter));
  }

  /** What {@link #bits} makes of the counter; the sum of two counters has the sum of these. */
  static int counted(int counter) {
    return counter * 0x9E3779B9;
  }

  /** What {@link #bits} makes of seed and counter together. */
  static int scattered(int h) {
    h = (h ^ (h >>> 16)) * 0x85EBCA6B;
    h = (h ^ (h >>> 13)) * 0xC2B2AE35;
    return (h ^ (h >>> 16)) & 0x7FFFFFFF;
  }
}
