package org.attentionzoo.layers.kernel;

import java.util.Arrays;
import org.attentionzoo.layers.precision.Precision;

/**
 * A weight in the order and type in which oneDNN multiplies fastest, made when it is first
 * multiplied and again when it has changed. Safe for several threads.
 */
final class PackedFactor extends Factor {
  /** Columns or inner size below which narrow numbers save nothing. */
  private static final int MIN_SIZE = 16;

  private final Precision precision;
  private final boolean fixed;
  private final PackedWeight[] packed = new PackedWeight[2]; // W and Wᵀ; guarded by this
  private long[] checksums; // guarded by this
  private int looked; // guarded by this

  /**
   * @param fixed whether the matrix never changes: then nobody reads it any more
   */
  PackedFactor(Matrix matrix, Precision precision, boolean fixed) {
    super(matrix);
    this.precision = precision;
    this.fixed = fixed;
  }

  /** Forgets what has changed since an earlier batch. */
  synchronized void refresh(int batch) {
    if (checksums != null && looked == batch) {
      return;
    }
    looked = batch;
    if (isDense()) {
      long[] now = Checksums.of(matrix());
      if (!Arrays.equals(now, checksums)) {
        free();
        checksums = now;
      }
    }
  }

  private boolean isDense() {
    return matrix().stride() == matrix().columns();
  }

  /** Whether it is worth it for a product with so many columns. */
  boolean pays(int n) {
    int k = matrix().rows() == n ? matrix().columns() : matrix().rows();
    return isDense() && n >= MIN_SIZE && k >= MIN_SIZE;
  }

  /**
   * {@code y ← x · W + start + beta · y}.
   *
   * @param transposed whether Wᵀ takes the place of W
   * @param start {@code [n]}, or null
   */
  void multiply(Matrix x, boolean transposed, float beta, float[] start, Matrix y) {
    packed(transposed).multiply(x, beta, start, y);
  }

  private synchronized PackedWeight packed(boolean transposed) {
    int which = transposed ? 1 : 0;
    if (packed[which] == null) {
      packed[which] = PackedWeight.of(matrix(), transposed, precision, fixed);
    }
    return packed[which];
  }

  @Override
  public void release() {
    if (fixed) {
      FileMemory.release(matrix());
    }
  }

  synchronized void free() {
    for (int i = 0; i < packed.length; i++) {
      if (packed[i] != null) {
        packed[i].close();
        packed[i] = null;
      }
    }
    checksums = null;
  }
}
