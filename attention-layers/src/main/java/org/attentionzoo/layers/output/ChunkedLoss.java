package org.attentionzoo.layers.output;

import java.util.Arrays;
import org.attentionzoo.layers.kernel.Factor;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Products;
import org.attentionzoo.layers.runtime.memory.ReusableArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel of a token output's loss: projection, loss and all gradients in chunks of rows. The logits
 * of a chunk are still in the processor's cache when their gradient is used, and the logits of all
 * rows are never in memory at once. Padding rows are left out.
 *
 * <pre>
 *   for each chunk of rows x [C, d]:
 *     z = x Eᵀ                                            [C, V]
 *     loss of each row; z ← scale · (softmax(z + b) - q)  in one pass
 *     dx = z E,  dE += zᵀ x,  db += Σ rows of z           the last in the pass above
 * </pre>
 *
 * FLOAT on the native CPU backend only. The same bits for the same number of threads. Not for two
 * threads at once.
 */
final class ChunkedLoss {
  /**
   * Logits of a chunk, 24 MB. Measured: fewer rows slow the products down by up to a third, and
   * what does not fit into the last cache (32 MB here) takes almost twice the time.
   */
  private static final int CHUNK = 6 << 20;

  /** With fewer rows than this the products cost more than the cache saves. */
  private static final int MIN_ROWS = 128;

  private final Factors factors;
  private final ReusableArray logits = new ReusableArray();
  private final ReusableArray gathered = new ReusableArray();
  private final ReusableArray gatheredGradient = new ReusableArray();
  private LossRows[] parts = new LossRows[0];

  ChunkedLoss(Factors factors) {
    this.factors = factors;
  }

  /**
   * @param hidden [R, d]
   * @param table [V, d]
   * @param bias [V] in any shape, or null
   * @param scale what the gradients are multiplied by
   * @param gradients null if only the losses are wanted
   * @return [R], 0 for padding rows
   */
  double[] run(
      INDArray hidden,
      INDArray table,
      INDArray bias,
      Targets targets,
      double smoothing,
      double scale,
      TokenSoftmax.Gradients gradients) {
    int[] rows = realRows(targets);
    Matrix x = Matrix.of(hidden);
    factors.begin();
    Factor e = factors.weight(Matrix.of(table));
    int v = e.matrix().rows();
    Matrix dx = gradients == null ? null : Matrix.of(gradients.hidden());
    Matrix de =
        gradients == null || gradients.table() == null ? null : Matrix.of(gradients.table());
    double[] losses = new double[targets.ids().length];
    prepareParts(bias, v, smoothing);
    int chunks = chunks(rows.length, v);
    for (int i = 0; i < chunks; i++) {
      int[] chunk =
          Arrays.copyOfRange(rows, rows.length * i / chunks, rows.length * (i + 1) / chunks);
      boolean together = chunk[chunk.length - 1] - chunk[0] == chunk.length - 1;
      Matrix xs = together ? part(x, chunk) : gather(x, chunk);
      Matrix z = Matrix.of(logits.of(DataType.FLOAT, chunk.length, v)); // [C, V]
      try (Factor hiddenRows = factors.of(xs);
          Factor slopes = factors.of(z)) {
        Products.gemm(hiddenRows, false, e, true, 0, z);
        rowLosses(z, chunk, targets, losses, gradients == null ? Double.NaN : scale);
        if (de != null) {
          Products.gemm(slopes, true, hiddenRows, false, i == 0 ? 0 : 1, de);
        }
        if (gradients != null && together) {
          Products.multiply(slopes, e, part(dx, chunk));
        } else if (gradients != null) {
          Matrix dxs = Matrix.of(gatheredGradient.of(DataType.FLOAT, chunk.length, x.columns()));
          Products.multiply(slopes, e, dxs);
          scatter(dxs, dx, chunk);
        }
      }
    }
    if (gradients != null) {
      finish(gradients, targets, chunks);
    }
    return losses;
  }

  private static int[] realRows(Targets targets) {
    int[] rows = new int[targets.tokens()];
    int n = 0;
    for (int r = 0; r < targets.ids().length; r++) {
      if (targets.ids()[r] != Targets.PADDING) {
        rows[n++] = r;
      }
    }
    return rows;
  }

  private static int chunks(int rows, int v) {
    int size = Math.max(MIN_ROWS, CHUNK / v);
    return (rows + size - 1) / size;
  }

  private void prepareParts(INDArray bias, int v, double smoothing) {
    float[] b = bias == null ? null : Matrix.elements(bias);
    int threads = ParallelRows.threads();
    if (parts.length != threads || parts[0].size() != v) {
      parts = new LossRows[threads];
      Arrays.setAll(parts, i -> new LossRows(v));
    }
    for (LossRows part : parts) {
      part.begin(b, smoothing);
    }
  }

  /** A part sums the bias gradients of its rows, so parts are numbered, and few. */
  private void rowLosses(Matrix z, int[] rows, Targets targets, double[] losses, double scale) {
    int minRows = Grain.LOGITS.rows(z.columns());
    int n = Math.max(1, Math.min(parts.length, rows.length / minRows));
    ParallelRows.parallel(
        n,
        (first, last) -> {
          for (int p = first; p < last; p++) {
            for (int r = rows.length * p / n; r < rows.length * (p + 1) / n; r++) {
              losses[rows[r]] = parts[p].loss(z, r, targets.ids()[rows[r]], scale);
            }
          }
        });
  }

  private void finish(TokenSoftmax.Gradients gradients, Targets targets, int chunks) {
    if (chunks == 0 && gradients.table() != null) {
      gradients.table().assign(0);
    }
    if (gradients.bias() != null) {
      float[] sum = new float[parts[0].size()];
      for (LossRows part : parts) {
        part.addBiasGradient(sum);
      }
      Matrix.of(gradients.bias(), sum.length).write(0, sum);
    }
    Matrix dx = Matrix.of(gradients.hidden());
    float[] zeros = new float[dx.columns()];
    for (int r = 0; r < targets.ids().length; r++) {
      if (targets.ids()[r] == Targets.PADDING) {
        dx.write(r, zeros);
      }
    }
  }

  private static Matrix part(Matrix x, int[] rows) {
    return x.rows(rows[0], rows[0] + rows.length);
  }

  private Matrix gather(Matrix x, int[] rows) {
    Matrix to = Matrix.of(gathered.of(DataType.FLOAT, rows.length, x.columns()));
    float[] row = new float[x.columns()];
    for (int i = 0; i < rows.length; i++) {
      x.read(rows[i], row);
      to.write(i, row);
    }
    return to;
  }

  private static void scatter(Matrix from, Matrix x, int[] rows) {
    float[] row = new float[x.columns()];
    for (int i = 0; i < rows.length; i++) {
      from.read(i, row);
      x.write(rows[i], row);
    }
  }

  /** Frees the memory now. */
  void close() {
    logits.close();
    gathered.close();
    gatheredGradient.close();
    factors.close();
  }
}
