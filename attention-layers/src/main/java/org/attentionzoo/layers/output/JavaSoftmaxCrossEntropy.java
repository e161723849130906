package org.attentionzoo.layers.output;

import org.attentionzoo.layers.kernel.ParallelRows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link SoftmaxCrossEntropy} in plain Java over row-sized copies of the off-heap logits, rows
 * split over threads. A row's result does not depend on the split, so any number of threads gives
 * the same bits. FLOAT uses {@link org.attentionzoo.layers.kernel.FastExp}, DOUBLE {@link
 * Math#exp}.
 */
final class JavaSoftmaxCrossEntropy implements SoftmaxCrossEntropy {
  /** Below this many logits another thread costs more than it saves. */
  private static final int MIN_LOGITS_PER_THREAD = 1 << 14;

  /** What happens to one row of the matrix. */
  @FunctionalInterface
  private interface RowBody {
    void accept(LogitRow row, int r);
  }

  @Override
  public double[] losses(INDArray logits, Targets targets, double smoothing) {
    double[] losses = new double[targets.ids().length];
    forRows(
        logits,
        (row, r) -> {
          int gold = targets.ids()[r];
          if (gold != Targets.PADDING) {
            losses[r] = loss(row, r, gold, smoothing).loss();
          }
        });
    return losses;
  }

  @Override
  public double[] lossesAndGradient(
      INDArray logits, Targets targets, double smoothing, double scale) {
    double[] losses = new double[targets.ids().length];
    forRows(
        logits,
        (row, r) -> {
          int gold = targets.ids()[r];
          if (gold == Targets.PADDING) {
            row.zero();
          } else {
            RowLoss result = loss(row, r, gold, smoothing);
            losses[r] = result.loss();
            // scale·(p - q) from the exp(x - max) that the row holds now
            row.scale(scale / result.normalizer(), -scale * smoothing / row.size);
            row.add(gold, -scale * (1 - smoothing));
          }
          row.store(r);
        });
    return losses;
  }

  @Override
  public void softmax(INDArray logits) {
    forRows(
        logits,
        (row, r) -> {
          row.load(r);
          row.subtractMax();
          row.exp();
          row.scale(1 / row.sum(), 0);
          row.store(r);
        });
  }

  @Override
  public void logSoftmax(INDArray logits) {
    forRows(
        logits,
        (row, r) -> {
          row.load(r);
          row.subtractMax();
          row.store(r);
          row.exp();
          double logNormalizer = Math.log(row.sum());
          row.load(r);
          row.scale(1, -logNormalizer);
          row.store(r);
        });
  }

  private record RowLoss(double loss, double normalizer) {}

  /** Loss of row r; leaves exp(x - max) in {@code row}. */
  private static RowLoss loss(LogitRow row, int r, int gold, double smoothing) {
    row.load(r);
    row.subtractMax();
    double target = (1 - smoothing) * row.get(gold); // Σ_j q_j x_j
    if (smoothing > 0) {
      target += smoothing * row.sum() / row.size;
    }
    row.exp();
    double normalizer = row.sum();
    return new RowLoss(Math.log(normalizer) - target, normalizer);
  }

  private static void forRows(INDArray logits, RowBody body) {
    long columns = logits.size(1);
    int minRows = (int) Math.max(1, MIN_LOGITS_PER_THREAD / columns);
    ParallelRows.parallel(
        (int) logits.size(0),
        minRows,
        (from, to) -> {
          LogitRow row = LogitRow.of(logits);
          for (int r = from; r < to; r++) {
            body.accept(row, r);
          }
        });
  }
}
