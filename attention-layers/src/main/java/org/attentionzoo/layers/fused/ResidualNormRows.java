package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Reduce;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One call of {@link ResidualNorm}. */
final class ResidualNormRows {
  /** Numbers of a block of rows, so that a few blocks stay in a processor's first cache. */
  private static final int BLOCK = 1024;

  private final int d;
  private final int blockRows;
  private final float epsilon;
  private final float[] gain; // for each row of a block
  private final float[] bias;
  private final Matrix x;
  private final Matrix y; // null for none
  private final DropoutMask dropout; // null for none

  ResidualNormRows(INDArray[] inputs, float epsilon, DropoutMask dropout) {
    this.x = Matrix.of(inputs[2]);
    this.y = inputs.length > 3 ? Matrix.of(inputs[3]) : null;
    this.d = x.columns();
    this.blockRows = Math.max(1, Math.min(BLOCK / d, x.rows()));
    this.gain = inEachRow(inputs[0]);
    this.bias = inEachRow(inputs[1]);
    this.epsilon = epsilon;
    this.dropout = dropout;
  }

  /** A vector for each row of a block, as loops over arrays index for index are fastest. */
  private float[] inEachRow(INDArray array) {
    float[] values = Matrix.elements(array);
    float[] rows = new float[blockRows * d];
    Elementwise.tile(values, d, blockRows, rows);
    return rows;
  }

  /** The rows of one thread: those of a block are read, summed and normalized together. */
  private final class Block {
    final float[] sum = new float[blockRows * d]; // x + dropout(y), then normalized
    final float[] more = new float[y == null ? 0 : blockRows * d];
    final float[] factors = new float[blockRows];
    final float[] kept = new float[dropout == null ? 0 : blockRows * d];

    void read(int row, int count) {
      x.read(row, count, sum);
      if (y != null) {
        y.read(row, count, more);
        if (dropout != null) {
          dropout.draw(row * d, count * d, kept);
        }
        drop(more, count);
        for (int i = 0; i < count * d; i++) {
          sum[i] += more[i];
        }
      }
      for (int r = 0; r < count; r++) {
        factors[r] = normalize(sum, r * d);
      }
    }

    /** Drops what was drawn for the rows that were read. */
    void drop(float[] values, int count) {
      if (dropout != null) {
        Elementwise.multiply(values, kept, values, count * d);
      }
    }
  }

  /** row ← (row − mean) / √(variance + ε); returns the factor. */
  private float normalize(float[] rows, int start) {
    float mean = Reduce.sum(rows, start, start + d) / d;
    for (int i = start; i < start + d; i++) {
      rows[i] -= mean;
    }
    float factor = (float) (1 / Math.sqrt(Reduce.dot(rows, start, rows, start, d) / d + epsilon));
    for (int i = start; i < start + d; i++) {
      rows[i] *= factor;
    }
    return factor;
  }

  void forward(Matrix out) {
    ParallelRows.parallel(
        x.rows(),
        Grain.EXPONENTIALS.rows(d),
        (from, to) -> {
          Block block = new Block();
          for (int row = from; row < to; row += blockRows) {
            int count = Math.min(blockRows, to - row);
            block.read(row, count);
            affine(block.sum, count * d);
            out.write(row, count, block.sum);
          }
        });
  }

  private void affine(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = x[i] * gain[i] + bias[i];
    }
  }

  /**
   * @param above the gradient of the output
   * @param below gradients of the arguments, to be filled; null where not wanted
   */
  void backward(Matrix above, INDArray[] below) {
    int parts = ParallelRows.threads();
    float[][][] sums = new float[parts][2][gain.length]; // of gain and bias, by part
    Matrix dx = below[2] == null ? null : Matrix.of(below[2]);
    Matrix dy = y == null || below[3] == null ? null : Matrix.of(below[3]);
    ParallelRows.parallel(
        parts,
        (first, last) -> {
          for (int p = first; p < last; p++) {
            int from = (int) ((long) p * x.rows() / parts);
            int to = (int) ((long) (p + 1) * x.rows() / parts);
            backward(above, dx, dy, from, to, sums[p]);
          }
        });
    for (int k = 0; k < 2; k++) {
      if (below[k] != null) {
        float[] total = new float[d];
        for (float[][] part : sums) {
          for (int i = 0; i < gain.length; i++) {
            total[i % d] += part[k][i];
          }
        }
        Matrix.row(below[k]).write(0, total);
      }
    }
  }

  private void backward(Matrix above, Matrix dx, Matrix dy, int from, int to, float[][] sums) {
    Block block = new Block();
    float[] g = new float[blockRows * d];
    for (int row = from; row < to; row += blockRows) {
      int count = Math.min(blockRows, to - row);
      block.read(row, count);
      above.read(row, count, g);
      Elementwise.addProduct(g, block.sum, sums[0], count * d);
      Elementwise.add(g, sums[1], count * d);
      Elementwise.multiply(g, gain, g, count * d);
      for (int r = 0; r < count; r++) {
        slope(g, block.sum, r * d, block.factors[r]);
      }
      if (dx != null) {
        dx.write(row, count, g);
      }
      if (dy != null) {
        block.drop(g, count);
        dy.write(row, count, g);
      }
    }
  }

  /** g ← the gradient of a row before normalization, from that of the normalized row. */
  private void slope(float[] g, float[] normalized, int start, float factor) {
    float mean = Reduce.sum(g, start, start + d) / d;
    float slope = Reduce.dot(g, start, normalized, start, d) / d;
    for (int i = start; i < start + d; i++) {
      g[i] = factor * (g[i] - mean - normalized[i] * slope);
    }
  }
}
