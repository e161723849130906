package org.attentionzoo.layers.kernel;

/**
 * e^x for float arrays, in loops that the JIT compiles to vector instructions: short ones, index
 * for index, without a branch or a call.
 *
 * <p>Method: x = k·ln 2 + r with |r| ≤ ln(2)/2 (Cody and Waite's two-part ln 2), e^r by the degree
 * 7 minimax polynomial of Cephes' expf, times 2^k.
 *
 * <p>Largest relative error 1.2e-7 (one ulp) for x in [-87, 88]. Arguments below -87 are taken as
 * -87 (e^-87 = 1.6e-38), above 88 as 88. NaN gives NaN.
 */
public final class FastExp {
  /** Stated bound of the relative error in [-87, 88]. */
  public static final double MAX_RELATIVE_ERROR = 1.2e-7;

  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float LOWEST = -87f;
  private static final float HIGHEST = 88f;

  /** 1.5·2^23: adding it rounds a float to an integer and leaves that in the low bits. */
  private static final float ROUND = 12582912f;

  /** The bits of 1, whose exponent is where that of 2^k begins. */
  private static final int ONE = 0x3f800000;

  /** The bits of a float's fraction, to the left of which the exponent is. */
  private static final int FRACTION = 23;

  /** Numbers at a time, all of whose arrays lie in a core's first cache. */
  public static final int BLOCK = 512;

  /** Fewer numbers do not pay for the copies of {@link FloatBits}. */
  private static final int FEW = 64;

  private static final ThreadLocal<FastExp> OF_THREAD = ThreadLocal.withInitial(FastExp::new);

  private final float[] block = new float[BLOCK];
  private final float[] rounded = new float[BLOCK]; // ROUND + k
  private final int[] bits = new int[BLOCK];
  private final float[] powers = new float[BLOCK]; // 2^k

  private final FloatBits floatBits = new FloatBits(BLOCK);

  /** For one thread, which computes many blocks; others call {@link #exp}. */
  public FastExp() {}

  /** x[i] ← e^x[i] for i in [from, to). */
  public static void exp(float[] x, int from, int to) {
    FastExp own = OF_THREAD.get();
    for (int start = from; start < to; start += BLOCK) {
      int n = Math.min(BLOCK, to - start);
      System.arraycopy(x, start, own.block, 0, n);
      own.block(own.block, n);
      System.arraycopy(own.block, 0, x, start, n);
    }
  }

  /** x[i] ← e^x[i] for the first n numbers, at most {@link #BLOCK}. */
  public void block(float[] x, int n) {
    round(x, rounded, n);
    polynomial(x, rounded, n);
    if (n < FEW) {
      scale(x, rounded, n);
    } else {
      floatBits.bits(rounded, bits, n);
      shift(bits, n);
      floatBits.floats(bits, powers, 0, n);
      Elementwise.multiply(x, powers, x, n);
    }
  }

  private static void round(float[] x, float[] rounded, int n) {
    for (int i = 0; i < n; i++) {
      float v = Math.min(Math.max(x[i], LOWEST), HIGHEST);
      x[i] = v;
      rounded[i] = v * LOG2_E + ROUND;
    }
  }

  /** x ← e^r. */
  private static void polynomial(float[] x, float[] rounded, int n) {
    for (int i = 0; i < n; i++) {
      float k = rounded[i] - ROUND;
      float r = x[i] - k * LN2_HIGH - k * LN2_LOW;
      float p = 1.9875691500e-4f;
      p = p * r + 1.3981999507e-3f;
      p = p * r + 8.3334519073e-3f;
      p = p * r + 4.1665795894e-2f;
      p = p * r + 1.6666665459e-1f;
      p = p * r + 5.0000001201e-1f;
      x[i] = p * r * r + r + 1f;
    }
  }

  /** The bits of ROUND + k become those of 2^k. */
  private static void shift(int[] bits, int n) {
    for (int i = 0; i < n; i++) {
      bits[i] = (bits[i] << FRACTION) + ONE;
    }
  }

  /** x ← x · 2^k. */
  private static void scale(float[] x, float[] rounded, int n) {
    for (int i = 0; i < n; i++) {
      x[i] *= Float.intBitsToFloat((Float.floatToRawIntBits(rounded[i]) << FRACTION) + ONE);
    }
  }
}
