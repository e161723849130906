package org.attentionzoo.layers.output;

import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Reduce;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel of decoding's last step: logits of hidden rows, then bias and the normalizer row by row in
 * Java arrays, which the reader sees while they are in the cache.
 */
final class LogSoftmaxRows {
  /** Below this many logits another thread costs more than it saves. */
  private static final int MIN_LOGITS_PER_THREAD = 1 << 14;

  private LogSoftmaxRows() {}

  /**
   * @param hidden [R, d]
   * @param table [V, d]
   * @param bias [V] or null
   * @param logits [R, V], overwritten
   */
  static void read(
      INDArray hidden, INDArray table, INDArray bias, INDArray logits, RowScorer.Reader reader) {
    Matrix out = Matrix.of(logits);
    Gemm.gemm(Matrix.of(hidden), false, Matrix.of(table), true, 0, out);
    int v = out.columns();
    float[] summand = bias == null ? null : new float[v];
    if (bias != null) {
      Matrix.row(bias).read(0, summand);
    }
    ParallelRows.parallel(
        out.rows(),
        Math.max(1, MIN_LOGITS_PER_THREAD / v),
        (from, to) -> {
          float[] row = new float[v];
          float[] exp = new float[v];
          float[] scratch = new float[v];
          for (int r = from; r < to; r++) {
            out.read(r, row);
            if (bias != null) {
              Elementwise.add(summand, row, v);
            }
            reader.read(r, scores(row, exp, scratch));
          }
        });
  }

  private static TokenScores scores(float[] row, float[] exp, float[] scratch) {
    float max = Reduce.max(row, 0, row.length);
    for (int i = 0; i < row.length; i++) {
      row[i] -= max;
    }
    System.arraycopy(row, 0, exp, 0, row.length);
    FastExp.exp(exp, scratch, 0, exp.length);
    return new TokenScores(row, (float) Math.log(Reduce.sum(exp, 0, exp.length)));
  }
}
