package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keys or values of sentences, by position: side by side {@code [N, S, k]}, or those rows of a
 * memory {@code [M, k]} that a table {@code [N, S]} (INT32) names, see {@link LayerGraph#gathered}.
 */
final class SentenceRows {
  private final Matrix matrix;
  private final int[] table; // [N·S], or null for side by side
  private final int length; // S

  /**
   * @param rows the one or the other
   * @param table null for side by side
   */
  SentenceRows(INDArray rows, INDArray table) {
    this.matrix = Matrix.of(rows);
    this.length = (int) length(rows, table);
    if (table == null) {
      this.table = null;
    } else {
      this.table = new int[(int) table.length()];
      NativeMemory.ints(table).get(this.table);
    }
  }

  /** The same of a function's inputs, of which the table is the last one if it was called so. */
  static SentenceRows of(INDArray[] inputs, int argument, int arguments) {
    return new SentenceRows(inputs[argument], inputs.length > arguments ? inputs[arguments] : null);
  }

  /** S of such arrays. */
  static long length(INDArray rows, INDArray table) {
    return (table == null ? rows : table).size(1);
  }

  boolean areGathered() {
    return table != null;
  }

  /** S. */
  int length() {
    return length;
  }

  /** k. */
  int columns() {
    return matrix.columns();
  }

  /** All of sentence n {@code [S, k]}, side by side. */
  Matrix sentence(int n) {
    return matrix.rows(n * length, (n + 1) * length);
  }

  /** Copies so many positions of sentence n, from s on, one after the other. */
  void read(int n, int s, int count, float[] into) {
    int first = n * length + s;
    if (table == null) {
      matrix.read(first, count, into);
      return;
    }
    for (int i = 0; i < count; i++) {
      matrix.read(table[first + i], into, i * matrix.columns());
    }
  }
}
