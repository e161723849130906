package org.attentionzoo.layers.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** What becomes of the sums of a narrow product: scales, a bias, what was there before. */
final class Sums {

  private Sums() {}

  /**
   * {@code y[i][j] ← sums[i][j] · rows[firstRow + i] · columns[j] + start[j] + beta · y[i][j]}. All
   * arrays are read index for index, so that the loops are vectorised.
   *
   * @param sums may be where y lies, if beta is 0
   * @param width elements from one row of sums to the next
   * @param rows null where there are no scales
   * @param columns null where there are no scales
   * @param start null for none
   */
  static void write(
      FloatPointer sums,
      int width,
      float[] rows,
      int firstRow,
      float[] columns,
      float[] start,
      float beta,
      Matrix y) {
    int n = y.columns();
    FloatBuffer from = sums.asBuffer();
    float[] row = new float[n];
    float[] before = beta == 0 ? null : new float[n];
    for (int i = 0; i < y.rows(); i++) {
      from.get(i * width, row, 0, n);
      if (rows != null) {
        scale(row, rows[firstRow + i], columns, n);
      }
      if (start != null) {
        add(row, start, n);
      }
      if (before != null) {
        y.read(i, before);
        for (int j = 0; j < n; j++) {
          row[j] += beta * before[j];
        }
      }
      y.write(i, row);
    }
  }

  private static void scale(float[] row, float scale, float[] columns, int n) {
    for (int j = 0; j < n; j++) {
      row[j] *= scale * columns[j];
    }
  }

  private static void add(float[] row, float[] start, int n) {
    for (int j = 0; j < n; j++) {
      row[j] += start[j];
    }
  }
}
