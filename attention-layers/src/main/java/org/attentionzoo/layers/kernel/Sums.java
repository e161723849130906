package org.attentionzoo.layers.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** What becomes of the sums of a narrow product: scales, a bias, what was there before. */
final class Sums {

  private Sums() {}

  /**
   * {@code y[i][j] ← sums[i][j] · rows[firstRow + i] · columns[first + j] + start[first + j] + beta
   * · y[i][j]}.
   *
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
      int first,
      float beta,
      Matrix y) {
    int n = y.columns();
    FloatBuffer from = sums.asBuffer();
    float[] row = new float[n];
    float[] before = beta == 0 ? null : new float[n];
    for (int i = 0; i < y.rows(); i++) {
      from.get(i * width, row, 0, n);
      if (rows != null) {
        scale(row, rows[firstRow + i], columns, first, n);
      }
      if (start != null) {
        add(row, start, first, n);
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

  private static void scale(float[] row, float scale, float[] columns, int first, int n) {
    for (int j = 0; j < n; j++) {
      row[j] *= scale * columns[first + j];
    }
  }

  private static void add(float[] row, float[] start, int first, int n) {
    for (int j = 0; j < n; j++) {
      row[j] += start[first + j];
    }
  }
}
