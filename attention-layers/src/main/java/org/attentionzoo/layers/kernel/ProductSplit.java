package org.attentionzoo.layers.kernel;

/** Splits a product over threads: blocks of rows or of columns of c, whichever are more. */
final class ProductSplit {
  /** Below this many multiplications a second thread costs more than it saves. */
  static final long MIN_WORK = 1 << 18;

  /** Parts begin at multiples of this, as kernels compute blocks of rows or columns. */
  private static final int BLOCK = 16;

  private ProductSplit() {}

  /**
   * What to do with a part of c: rows {@code r0} to {@code r1}, columns {@code c0} to {@code c1}.
   */
  @FunctionalInterface
  interface Part {
    void run(int r0, int r1, int c0, int c1);
  }

  /**
   * @param minWork multiplications that are worth a thread
   */
  static void run(int m, int n, int k, long minWork, Part body) {
    int own = BlasThreads.enter();
    try {
      boolean byRows = m >= n;
      int side = byRows ? m : n;
      int blocks = (side + BLOCK - 1) / BLOCK;
      long workOfBlock = (long) m * n * k / blocks;
      int minBlocks = (int) Math.min(blocks, 1 + minWork / Math.max(1, workOfBlock));
      ParallelRows.parallel(
          blocks,
          minBlocks,
          (from, to) -> {
            int first = from * BLOCK;
            int last = Math.min(side, to * BLOCK);
            if (byRows) {
              body.run(first, last, 0, n);
            } else {
              body.run(0, m, first, last);
            }
          });
    } finally {
      BlasThreads.exit(own);
    }
  }
}
