package org.attentionzoo.layers.kernel;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.attentionzoo.layers.check.Arguments;

/**
 * Sums over the rows of a batch, as the gradients of weights are: each part of a {@link RowSplit}
 * sums over its own rows, and {@link #finish} adds the parts' sums in their order, so that the bits
 * are the same for a fixed number of threads.
 */
public final class PartSums {
  /** Numbers in the sums of all parts but the first: more are not worth their memory. */
  private static final long MOST = 1 << 26;

  /** Numbers that are added at once. */
  private static final int BLOCK = 2048;

  /** Memory of sums that are finished, for the next ones: one piece, however many threads train. */
  private static final AtomicReference<Scratch> IDLE = new AtomicReference<>();

  private final List<Matrix> totals;
  private final int length;
  private final RowSplit split;
  private final Matrix others; // a row for each part but the first
  private Scratch memory; // of others, until they are finished

  /**
   * @param rows of the batch
   * @param totals what the sums are written to; null where one is not wanted
   */
  public PartSums(int rows, List<Matrix> totals) {
    this.totals = Arguments.given("totals", totals);
    long numbers = totals.stream().mapToLong(PartSums::length).sum();
    this.split = new RowSplit(rows, numbers * (ParallelRows.threads() - 1) <= MOST);
    int more = split.parts() - 1;
    this.length = more == 0 ? 0 : Math.toIntExact(numbers);
    if (more > 0) {
      Scratch idle = IDLE.getAndSet(null);
      memory = idle == null ? new Scratch() : idle;
    }
    this.others = more == 0 ? null : memory.take(more, length);
  }

  private static int length(Matrix m) {
    return m == null ? 0 : Math.multiplyExact(m.rows(), m.columns());
  }

  /** The parts, each of which has to write all its sums. */
  public RowSplit split() {
    return split;
  }

  /** Where a part's sum goes, as large as the total; null where it is not wanted. */
  public Matrix of(int index, int part) {
    Arguments.within("index", index, 0, totals.size() - 1);
    Arguments.within("part", part, 0, split.parts() - 1);
    if (others != null && memory == null) {
      throw new IllegalStateException("the sums are finished");
    }
    Matrix total = totals.get(index);
    if (part == 0 || total == null) {
      return total;
    }
    int from = (part - 1) * length;
    for (Matrix before : totals.subList(0, index)) {
      from += length(before);
    }
    return others.reshaped(from, total.rows(), total.columns());
  }

  /** Adds up the parts; to be called once, when all have run. */
  public void finish() {
    for (int part = 1; part < split.parts(); part++) {
      for (int i = 0; i < totals.size(); i++) {
        if (totals.get(i) != null) {
          add(totals.get(i), of(i, part));
        }
      }
    }
    if (memory != null) {
      Scratch before = IDLE.getAndSet(memory);
      memory = null;
      if (before != null) {
        before.close();
      }
    }
  }

  private static void add(Matrix total, Matrix more) {
    int columns = total.columns();
    int block = Math.max(1, BLOCK / columns);
    ParallelRows.parallel(
        total.rows(),
        4 * block,
        (from, to) -> {
          float[] sum = new float[block * columns];
          float[] summand = new float[block * columns];
          for (int row = from; row < to; row += block) {
            int count = Math.min(block, to - row);
            total.read(row, count, sum);
            more.read(row, count, summand);
            Elementwise.add(summand, sum, count * columns);
            total.write(row, count, sum);
          }
        });
  }
}
