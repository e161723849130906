package org.attentionzoo.layers.kernel;

/**
 * Inverted dropout (Srivastava et al. 2014) from a counter hash: whether element i is kept follows
 * from the seed and i alone, so no mask is stored and both passes agree. Kept elements are
 * multiplied by 1 / (1 - rate).
 */
public final class DropoutMask {
  private static final int[] STEPS = new int[1024];

  static {
    for (int j = 0; j < STEPS.length; j++) {
      STEPS[j] = Randoms.counted(j);
    }
  }

  private final int seed;
  private final int threshold;
  private final int keepBits;

  /**
   * @param rate in [0, 1)
   * @param seed decides which elements are dropped
   */
  public DropoutMask(double rate, long seed) {
    this.seed = (int) (seed ^ (seed >>> 32));
    this.threshold = (int) (rate * 0x7FFFFFFF);
    this.keepBits = Float.floatToRawIntBits((float) (1 / (1 - rate)));
  }

  /**
   * {@code x[from + j] ← x[from + j] · mask[first + j]} for j in [0, n).
   *
   * @param first index, in the whole array, of the first element
   * @param scratch at least n long, overwritten
   */
  public void apply(float[] x, int from, int first, int n, int[] scratch) {
    bits(first, n, scratch);
    for (int j = 0; j < n; j++) {
      x[from + j] *= Float.intBitsToFloat(scratch[j]);
    }
  }

  /** Fills {@code mask} with 0 and 1 / (1 - rate) for the elements {@code first} and after. */
  public void fill(int first, float[] mask) {
    for (int j = 0; j < mask.length; j++) {
      mask[j] = Float.intBitsToFloat(bitsOf(first + j));
    }
  }

  /**
   * The JIT vectorises no loop that computes with its counter, so the counters' products lie in a
   * table.
   */
  private void bits(int first, int n, int[] into) {
    int[] steps = STEPS;
    int hashSeed = seed;
    int limit = threshold;
    int keep = keepBits;
    for (int start = 0; start < n; start += steps.length) {
      int base = Randoms.counted(first + start);
      int end = Math.min(n - start, steps.length);
      for (int j = 0; j < end; j++) {
        int bits = Randoms.scattered(hashSeed ^ (base + steps[j]));
        into[start + j] = keep & ~((bits - limit) >> 31);
      }
    }
  }

  /** The sign of the difference, spread over a word, blanks the factor. */
  private int bitsOf(int index) {
    return keepBits & ~((Randoms.bits(seed, index) - threshold) >> 31);
  }
}
