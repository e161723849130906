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

  /** Elements that are drawn at once. */
  private static final int DRAWN = 1024;

  private static final int[] STEPS = new int[DRAWN];

  static {
    for (int j = 0; j < STEPS.length; j++) {
      STEPS[j] = Randoms.counted(j);
    }
  }

  private static final ThreadLocal<Bits> OF_THREAD = ThreadLocal.withInitial(Bits::new);

  /** The bits of factors that are drawn by one thread. */
  private static final class Bits {
    final int[] drawn = new int[DRAWN];
    final FloatBits floatBits = new FloatBits(DRAWN);
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
   * @param scratch at least n long, overwritten with the mask
   */
  public void apply(float[] x, int first, int n, float[] scratch) {
    draw(first, n, scratch);
    Elementwise.multiply(x, scratch, x, n);
  }

  /**
   * Draws the factors of the elements from {@code first} on: 0 and 1 / (1 - rate).
   *
   * @param mask at least n long; its start is overwritten
   */
  public void draw(int first, int n, float[] mask) {
    if (Arguments.given("mask", mask).length < n) {
      throw new IndexOutOfBoundsException(n + " factors in " + mask.length);
    }
    Bits bits = OF_THREAD.get();
    for (int start = 0; start < n; start += DRAWN) {
      int count = Math.min(n - start, DRAWN);
      hash(seed, Randoms.counted(first + start), STEPS, bits.drawn, count);
      mask(bits.drawn, threshold, keepBits, count);
      bits.floatBits.floats(bits.drawn, mask, start, count);
    }
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
          float[] scratch = new float[values.length];
          for (int row = from; row < to; row += block) {
            int count = Math.min(block, to - row);
            x.read(row, count, values);
            apply(values, row * columns, count * columns, scratch);
            z.write(row, count, values);
          }
        });
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

  /** The sign of the difference, spread over a word, blanks the factor. */
  private static void mask(int[] bits, int threshold, int keepBits, int n) {
    for (int j = 0; j < n; j++) {
      bits[j] = keepBits & ~((bits[j] - threshold) >> 31);
    }
  }
}
