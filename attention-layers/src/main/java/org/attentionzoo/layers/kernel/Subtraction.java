package org.attentionzoo.layers.kernel;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Differences where they lie: a loop in Java would copy both sides to arrays and one back. */
public final class Subtraction {

  private Subtraction() {}

  /**
   * {@code a ← a − b}, on this thread; each element is rounded once, as by Java.
   *
   * @param a a row
   * @param b a row of as many columns
   */
  public static void subtract(Matrix a, Matrix b) {
    Arguments.given("a", a);
    Arguments.given("b", b);
    if (a.rows() != 1 || b.rows() != 1 || a.columns() != b.columns()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "cannot subtract [%d, %d] from [%d, %d]",
              b.rows(),
              b.columns(),
              a.rows(),
              a.columns()));
    }
    int own = BlasThreads.enter();
    try (FloatPointer pa = a.pointer();
        FloatPointer pb = b.pointer()) {
      openblas_nolapack.cblas_saxpy(a.columns(), -1f, pb, 1, pa, 1);
    } finally {
      BlasThreads.exit(own);
    }
  }
}
