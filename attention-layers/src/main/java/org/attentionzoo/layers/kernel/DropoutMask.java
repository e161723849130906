package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.check.Arguments;

/**
 * Inverted dropout (Srivastava et al. 2014) from a counter hash: whether element i is kept follows
 * from the seed and i alone, so no mask is stored and both passes agree. Kept elements are
 * multiplied by 1 / (1 - rate).
 */
public final class DropoutMask {
  /** Elements that are read at once. */
  private static final int BLOCK = 4096;

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
    Arguments.rate("dropout rate", rate);
    this.seed = (int) (seed ^ (seed >>> 32));
    this.threshold = (int) (rate * 0x7FFFFFFF);
    this.keepBits = Float.floatToRawIntBits((float) (1 / (1 - rate)));
  }

  /**
   * {@code x[j] ← x[j] · mask[first + j]} for j in [0, n).
   *
   * @param first index, in the whole array, of the first element
   * @param scratch at least n long, overwritten
   */
  public void apply(float[] x, int first, int n, int[] scratch) {
    draw(first, n, scratch);
    multiply(x, scratch, n);
  }

  /**
   * Draws the mask of the elements from {@code first} on, for {@link #multiply(float[], int[],
   * int)} to apply to several arrays.
   *
   * @param bits at least n long; its start is overwritten
   */
  public void draw(int first, int n, int[] bits) {
    Arguments.given("bits", bits);
    if (n <= STEPS.length) {
      draw(first, bits, n);
      return;
    }
    int[] part = new int[STEPS.length];
    for (int start = 0; start < n; start += part.length) {
      int count = Math.min(n - start, part.length);
      draw(first + start, part, count);
      System.arraycopy(part, 0, bits, start, count);
    }
  }

  private void draw(int first, int[] bits, int n) {
    hash(seed, Randoms.counted(first), STEPS, bits, n);
    mask(bits, threshold, keepBits, n);
  }

  /** {@code z ← x · mask} for all elements; x and z of equal shape. */
  public void apply(Matrix x, Matrix z) {
    Arguments.given("z", z);
    int columns = Arguments.given("x", x).columns();
    int block = Math.max(1, BLOCK / Math.max(1, columns));
    ParallelRows.parallel(
        x.rows(),
        block,
        (from, to) -> {
          float[] values = new float[block * columns];
          int[] scratch = new int[values.length];
          for (int row = from; row < to; row += block) {
            int count = Math.min(block, to - row);
            x.read(row, count, values);
            apply(values, row * columns, count * columns, scratch);
            z.write(row, count, values);
          }
        });
  }

  /** Fills {@code mask} with 0 and 1 / (1 - rate) for the elements {@code first} and after. */
  public void fill(int first, float[] mask) {
    Arguments.given("mask", mask);
    for (int j = 0; j < mask.length; j++) {
      mask[j] = Float.intBitsToFloat(bitsOf(first + j));
    }
  }

  /**
   * The JIT vectorises no loop that computes with its counter, so the counters' products lie in a
   * table; and short methods better than loops within loops.
   */
  private static void hash(int seed, int base, int[] steps, int[] into, int n) {
    for (int j = 0; j < n; j++) {
      into[j] = Randoms.scattered(seed ^ (base + steps[j]));
    }
  }

  private static void mask(int[] bits, int threshold, int keepBits, int n) {
    for (int j = 0; j < n; j++) {
      bits[j] = keepBits & ~((bits[j] - threshold) >> 31);
    }
  }

  /** {@code x[j] ← x[j] · mask[j]} for j in [0, n), with a mask that {@link #draw} drew. */
  public static void multiply(float[] x, int[] bits, int n) {
    multiply(x, bits, x, n);
  }

  /** {@code z[j] ← x[j] · mask[j]}, likewise. */
  public static void multiply(float[] x, int[] bits, float[] z, int n) {
    for (int j = 0; j < n; j++) {
      z[j] = x[j] * Float.intBitsToFloat(bits[j]);
    }
  }

  /** The sign of the difference, spread over a word, blanks the factor. */
  private int bitsOf(int index) {
    return keepBits & ~((Randoms.bits(seed, index) - threshold) >> 31);
  }
}
