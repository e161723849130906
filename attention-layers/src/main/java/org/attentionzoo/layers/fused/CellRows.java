package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.Matrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the functions of the cells share. */
final class CellRows {
  private CellRows() {}

  static Matrix orNull(INDArray array) {
    return array == null ? null : Matrix.of(array);
  }

  /** Writes a row where it is wanted. */
  static void write(Matrix matrix, int row, float[] values) {
    if (matrix != null) {
      matrix.write(row, values);
    }
  }
}
