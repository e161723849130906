package org.attentionzoo.layers.fused;

import java.util.Arrays;
import java.util.List;
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
   * @param inputs of a function; the table, if there is one, is the last of them
   * @param argument which of them are the rows
   */
  SentenceRows(INDArray[] inputs, int argument) {
    INDArray rows = inputs[argument];
    this.matrix = Matrix.of(rows);
    this.length = (int) length(Arrays.asList(inputs), argument);
    if (isGathered(rows)) {
      this.table = NativeMemory.elements(inputs[inputs.length - 1]);
    } else {
      this.table = null;
    }
  }

  /** S of such inputs. */
  static long length(List<INDArray> inputs, int argument) {
    INDArray rows = inputs.get(argument);
    return (isGathered(rows) ? inputs.get(inputs.size() - 1) : rows).size(1);
  }

  private static boolean isGathered(INDArray rows) {
    return rows.rank() == 2;
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
