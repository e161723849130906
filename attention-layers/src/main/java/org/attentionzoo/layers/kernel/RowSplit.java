package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.check.Arguments;

/**
 * Parts of the rows of a batch, one a thread, for chains of steps in which a row depends on no
 * other: threads meet once a chain, not once a step, and a step finds in the core's cache what the
 * one before has left there. Steps inside a part run on its thread alone.
 *
 * <p>Where rows are too few to be worth it there is one part, and its steps split themselves over
 * threads as they do elsewhere.
 */
public final class RowSplit {
  /** Below this many rows a thread, each thread's reordering of a product's weights shows. */
  private static final int MIN_ROWS = 128;

  private final int rows;
  private final int parts;

  /** Splits so many rows. */
  public RowSplit(int rows) {
    this(rows, true);
  }

  /**
   * @param worthwhile false for one part in any case
   */
  RowSplit(int rows, boolean worthwhile) {
    int threads = ParallelRows.threads();
    this.rows = rows;
    this.parts = worthwhile && rows / threads >= MIN_ROWS ? threads : 1;
  }

  /** What to do with the rows {@code from} (inclusive) to {@code to} (exclusive) of a part. */
  @FunctionalInterface
  public interface Part {
    void run(int part, int from, int to);
  }

  int parts() {
    return parts;
  }

  /** Runs {@code body} on all parts and returns when every one is done. */
  public void run(Part body) {
    Arguments.given("body", body);
    if (parts == 1) {
      body.run(0, 0, rows);
      return;
    }
    ParallelRows.parallel(
        parts,
        (first, last) -> {
          for (int p = first; p < last; p++) {
            body.run(p, start(p), start(p + 1));
          }
        });
  }

  private int start(int part) {
    return (int) ((long) part * rows / parts);
  }
}
