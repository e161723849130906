package org.attentionzoo.layers.kernel;

/**
 * The least work that is worth another thread: below it, handing it over costs more than it saves.
 * Matrix products have limits of their own ({@link Gemm}), and so has whatever is split once a
 * chain ({@link RowSplit}).
 */
public enum Grain {
  /** Numbers of which an exponential, a logistic function or a mean of a row is made. */
  EXPONENTIALS(1 << 12),
  /** Numbers that are added, scaled or cut off at zero. */
  ADDITIONS(1 << 13),
  /** Multiplications of small products, row by row. */
  PRODUCTS(1 << 14),
  /** Logits of an output layer. */
  LOGITS(1 << 14),
  /** Bytes that are copied. */
  BYTES(1 << 16);

  private final int least;

  Grain(int least) {
    this.least = least;
  }

  /** The work itself. */
  public int least() {
    return least;
  }

  /**
   * Rows that are worth a thread.
   *
   * @param workOfRow in the unit of this grain
   */
  public int rows(long workOfRow) {
    return 1 + (int) (least / Math.max(1, workOfRow));
  }
}
