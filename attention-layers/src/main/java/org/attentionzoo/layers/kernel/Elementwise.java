package org.attentionzoo.layers.kernel;

/**
 * Loops over float arrays index for index, from 0 to n. Only this form is compiled to vector
 * instructions in JDK 17: with another offset in one of the arrays a loop takes four times as long,
 * so a part of a longer array is copied first.
 */
public final class Elementwise {

  private Elementwise() {}

  /** y[i] ← y[i] + x[i]. */
  public static void add(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] += x[i];
    }
  }

  /** y[i] ← y[i] + factor · x[i]. */
  public static void addScaled(float factor, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] += factor * x[i];
    }
  }

  /** z[i] ← z[i] + x[i] · y[i]. */
  public static void addProduct(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] += x[i] * y[i];
    }
  }

  /** z[i] ← x[i] · y[i]; z may be one of them. */
  public static void multiply(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = x[i] * y[i];
    }
  }

  /** Writes the first {@code length} elements of x into y again and again, {@code times} times. */
  public static void tile(float[] x, int length, int times, float[] y) {
    for (int i = 0; i < times; i++) {
      System.arraycopy(x, 0, y, i * length, length);
    }
  }
}
