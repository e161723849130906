package org.attentionzoo.layers.kernel;

/**
 * e^x for float arrays, written so that the JIT compiles the costly part to vector instructions: no
 * branch, no call, and the exponent bits handled in a second loop (a loop that converts between
 * float and int is not vectorised in JDK 17).
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

  private FastExp() {}

  /**
   * x[i] ← e^x[i] for i in [from, to).
   *
   * @param scratch at least {@code to} long, overwritten
   */
  public static void exp(float[] x, float[] scratch, int from, int to) {
    for (int i = from; i < to; i++) {
      float v = Math.min(Math.max(x[i], LOWEST), HIGHEST);
      float rounded = v * LOG2_E + ROUND;
      float k = rounded - ROUND;
      float r = v - k * LN2_HIGH - k * LN2_LOW;
      float p = 1.9875691500e-4f;
      p = p * r + 1.3981999507e-3f;
      p = p * r + 8.3334519073e-3f;
      p = p * r + 4.1665795894e-2f;
      p = p * r + 1.6666665459e-1f;
      p = p * r + 5.0000001201e-1f;
      x[i] = p * r * r + r + 1f;
      scratch[i] = rounded;
    }
    for (int i = from; i < to; i++) {
      x[i] *= Float.intBitsToFloat((Float.floatToRawIntBits(scratch[i]) << 23) + 0x3f800000);
    }
  }
}
