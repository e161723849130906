package org.attentionzoo.layers.output;

import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Reduce;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel of what follows the last hidden state: logits of hidden rows, then bias and softmax row by
 * row in Java arrays, while they are in the cache. FLOAT on the native CPU backend only.
 */
final class SoftmaxRows {
  /** Below this many logits another thread costs more than it saves. */
  private static final int MIN_LOGITS_PER_THREAD = 1 << 14;

  private final float[] bias;

  /** Logits less their maximum, which makes {@link #exp} safe. */
  private final float[] row;

  private final float[] exp;
  private final float[] scratch;

  private SoftmaxRows(float[] bias, int v) {
    this.bias = bias;
    row = new float[v];
    exp = new float[v];
    scratch = new float[v];
  }

  /**
   * Shows all rows to the reader.
   *
   * @param hidden [R, d]
   * @param table [V, d]
   * @param bias [V] or null
   * @param logits [R, V], overwritten
   */
  static void read(
      INDArray hidden, INDArray table, INDArray bias, INDArray logits, RowScorer.Reader reader) {
    forRows(
        hidden,
        table,
        bias,
        Matrix.of(logits),
        (rows, r, sum) -> reader.read(r, new TokenScores(rows.row, (float) Math.log(sum))));
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
    forRows(
        hidden,
        table,
        bias,
        probabilities,
        (rows, r, sum) -> {
          for (int j = 0; j < rows.exp.length; j++) {
            rows.exp[j] /= sum;
          }
          probabilities.write(r, rows.exp);
        });
  }

  @FunctionalInterface
  private interface Body {
    void accept(SoftmaxRows rows, int r, float sum);
  }

  private static void forRows(
      INDArray hidden, INDArray table, INDArray bias, Matrix logits, Body body) {
    Gemm.gemm(Matrix.of(hidden), false, Matrix.of(table), true, 0, logits);
    int v = logits.columns();
    float[] summand = bias == null ? null : Matrix.elements(bias);
    ParallelRows.parallel(
        logits.rows(),
        Math.max(1, MIN_LOGITS_PER_THREAD / v),
        (from, to) -> {
          SoftmaxRows rows = new SoftmaxRows(summand, v);
          for (int r = from; r < to; r++) {
            logits.read(r, rows.row);
            body.accept(rows, r, rows.normalizer());
          }
        });
  }

  /** Adds the bias to the row, takes its maximum off, and sums its exponentials. */
  private float normalizer() {
    if (bias != null) {
      Elementwise.add(bias, row, row.length);
    }
    float max = Reduce.max(row, 0, row.length);
    for (int j = 0; j < row.length; j++) {
      row[j] -= max;
    }
    System.arraycopy(row, 0, exp, 0, row.length);
    FastExp.exp(exp, scratch, 0, exp.length);
    return Reduce.sum(exp, 0, exp.length);
  }
}
