package org.attentionzoo.layers.output;

import java.util.List;
import java.util.function.Supplier;
import org.attentionzoo.layers.kernel.Factor;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NanSearch;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Products;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link TokenSoftmax} on kernels, for FLOAT on the native CPU backend: {@link ChunkedLoss} never
 * holds the logits of a batch, {@link SoftmaxRows} and {@link DecodingTable} serve output and
 * decoding.
 */
final class FloatSoftmax implements TokenSoftmax {
  /**
   * Logits that decoding holds at a time: with some ten thousands of tokens, those of all
   * hypotheses would be the largest array of a search.
   */
  private static final int MOST_LOGITS = 1 << 22;

  /** Logits that are in the caches of each core, still, when they are read. */
  private static final int CACHED_LOGITS = 1 << 19;

  private final ChunkedLoss loss;
  private final DecodingTable decodingTable = new DecodingTable();
  private final int mostLogits;

  /**
   * @param precision of losses; null for that of the system property
   */
  FloatSoftmax(Precision precision) {
    this(precision, MOST_LOGITS);
  }

  /**
   * @param mostLogits that decoding holds at a time, if one row has no more
   */
  FloatSoftmax(Precision precision, int mostLogits) {
    this.mostLogits = mostLogits;
    loss = new ChunkedLoss(Factors.ofTraining(precision, DataType.FLOAT));
  }

  @Override
  public List<String> kernels() {
    return List.of("chunked_loss", "softmax_rows");
  }

  @Override
  public void logits(INDArray hidden, INDArray table, INDArray bias, INDArray out) {
    Gemm.gemm(
        Matrix.of(withoutGaps(hidden)), false, Matrix.of(table), true, 0, Matrix.of(out)); // x Eᵀ
    if (bias != null) {
      out.addiRowVector(bias);
    }
  }

  @Override
  public void probabilities(INDArray hidden, INDArray table, INDArray bias, INDArray out) {
    SoftmaxRows.write(hidden, table, bias, out);
  }

  @Override
  public double[] losses(
      INDArray hidden, INDArray table, INDArray bias, Targets targets, double smoothing) {
    return loss.run(hidden, table, bias, targets, smoothing, 0, null);
  }

  @Override
  public double[] lossesAndGradients(
      INDArray hidden,
      INDArray table,
      INDArray bias,
      Targets targets,
      double smoothing,
      double scale,
      Gradients gradients) {
    return loss.run(hidden, table, bias, targets, smoothing, scale, gradients);
  }

  @Override
  public RowScorer rows(
      Supplier<INDArray> table, Supplier<INDArray> bias, String where, DecodingFactors factors) {
    return new RowScorer() {
      private INDArray transposed; // [d, V]; null before it is needed

      @Override
      public void begin() {
        transposed = null;
      }

      @Override
      public void score(INDArray hidden, RowReader reader) {
        INDArray e = table.get(); // [V, d]
        HiddenStates.requireRows(hidden, e.size(1), where);
        Matrix x = Matrix.of(withoutGaps(hidden.castTo(DataType.FLOAT)));
        int rows = rowsAtATime(e.size(0));
        for (int from = 0; from < x.rows(); from += rows) {
          Matrix part = x.rows(from, Math.min(x.rows(), from + rows));
          SoftmaxRows.read(logits(part, e), bias.get(), from, reader);
        }
      }

      /** Whole blocks of products, if there is room for one: a part of one reads as much. */
      private int rowsAtATime(long v) {
        int block = Products.ROWS_AT_A_TIME;
        long cached = (long) CACHED_LOGITS * ParallelRows.threads() / v;
        int rows = (int) Math.min(mostLogits / v, Math.max(block, cached));
        return rows < block ? Math.max(1, rows) : rows / block * block;
      }

      /** [R, d] → [R, V], without the bias. */
      private Matrix logits(Matrix x, INDArray e) {
        Matrix z = Matrix.of(memory.of(DataType.FLOAT, x.rows(), e.size(0)));
        if (!factors.areFloats()) {
          Factor weight = factors.factors().weight(Matrix.of(e));
          try (Factor rows = factors.factors().of(x)) {
            Products.gemm(rows, false, weight, true, 0, z);
          }
          weight.release(); // of the last step's tokens, which were looked up in it
        } else if (DecodingTable.pays(x.rows())) {
          transposed = transposed == null ? decodingTable.of(e) : transposed;
          Gemm.multiply(x, Matrix.of(transposed), z);
        } else {
          Gemm.gemm(x, false, Matrix.of(e), true, 0, z);
        }
        return z;
      }
    };
  }

  private static INDArray withoutGaps(INDArray a) {
    return Matrix.isContiguous(a) ? a : a.dup('c');
  }

  @Override
  public boolean finite(INDArray rows) {
    return Matrix.fits(rows)
        ? !NanSearch.suspectsInfinite(Matrix.of(rows))
        : Double.isFinite(rows.sumNumber().doubleValue());
  }

  @Override
  public void close() {
    loss.close();
    decodingTable.close();
  }
}
