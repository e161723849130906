package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.Matrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the functions of the cells share. */
final class CellRows {
  /** Below this many numbers another thread costs more than it saves. */
  private static final int WORTH_A_THREAD = 1 << 12;

  private CellRows() {}

  /** Rows of this length that are worth a thread. */
  static int worthAThread(int columns) {
    return 1 + WORTH_A_THREAD / columns;
  }

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
