package org.attentionzoo.layers.output;

import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Softmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel of what follows the logits: bias and softmax row by row in Java arrays, while they are in
 * the cache. FLOAT on the native CPU backend only.
 */
final class SoftmaxRows {
  /** Kept, as decoding comes here once a step with a few rows. */
  private static final ThreadLocal<SoftmaxRows> OF_THREAD = new ThreadLocal<>();

  private final float[] bias;
  private final float[] row;
  private final RowScores scores = new RowScores();

  private SoftmaxRows(int v) {
    bias = new float[v];
    row = new float[v];
  }

  /**
   * Shows all rows to the reader.
   *
   * @param logits [R, V], the bias not yet added
   * @param bias [V] or null
   * @param first number of the first row
   */
  static void read(Matrix logits, INDArray bias, int first, RowReader reader) {
    forRows(logits, bias, (rows, r) -> reader.read(first + r, rows.scores.of(rows.row)));
  }

  /**
   * Probabilities.
   *
   * @param hidden [R, d]
   * @param table [V, d]
   * @param bias [V] or null
   * @param out [R, V]
   */
  static void write(INDArray hidden, INDArray table, INDArray bias, INDArray out) {
    Matrix probabilities = Matrix.of(out);
    Gemm.gemm(Matrix.of(hidden), false, Matrix.of(table), true, 0, probabilities);
    forRows(probabilities, bias, (rows, r) -> probabilities.write(r, rows.probabilities()));
  }

  @FunctionalInterface
  private interface Body {
    void accept(SoftmaxRows rows, int r);
  }

  private static void forRows(Matrix logits, INDArray bias, Body body) {
    int v = logits.columns();
    Matrix summand = bias == null ? null : Matrix.row(bias);
    ParallelRows.parallel(
        logits.rows(),
        Math.max(1, Grain.LOGITS.least() / v),
        (from, to) -> {
          SoftmaxRows rows = ofThread(v);
          if (summand != null) {
            summand.read(0, rows.bias);
          }
          for (int r = from; r < to; r++) {
            logits.read(r, rows.row);
            if (summand != null) {
              Elementwise.add(rows.bias, rows.row, v);
            }
            body.accept(rows, r);
          }
        });
  }

  private static SoftmaxRows ofThread(int v) {
    SoftmaxRows rows = OF_THREAD.get();
    if (rows == null || rows.row.length != v) {
      rows = new SoftmaxRows(v);
      OF_THREAD.set(rows);
    }
    return rows;
  }

  /** Of the row, which becomes them. */
  private float[] probabilities() {
    int v = row.length;
    Softmax.exponentials(row, v, v);
    Softmax.normalize(row, v, v);
    return row;
  }
}
