package org.attentionzoo.layers.output;

import java.util.Arrays;
import java.util.Locale;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NanSearch;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks the input of an output layer and turns it into rows. */
final class HiddenStates {
  private HiddenStates() {}

  /**
   * [N, d, T] → [N·T, d], 'c' ordered; the same memory when the input is a view of a contiguous [N,
   * T, d], otherwise a copy in the working memory.
   *
   * @throws IllegalArgumentException on a wrong rank or size, an empty batch, NaN or infinity
   */
  static INDArray rows(
      INDArray input,
      long d,
      DataType type,
      ArrayType memory,
      LayerWorkspaceMgr mgr,
      String where) {
    requireShape(input, d, where);
    long n = input.size(0);
    long t = input.size(2);
    INDArray sequence = input.castTo(type).permute(0, 2, 1); // [N, T, d]
    if (!Matrix.isContiguous(sequence)) {
      sequence = mgr.dup(memory, sequence, 'c');
    }
    INDArray rows = sequence.reshape('c', n * t, d);
    requireFinite(rows, t, where);
    return rows;
  }

  /** Input must be [N, d, T], not empty. */
  static void requireShape(INDArray input, long d, String where) {
    if (input.rank() != 3 || input.size(1) != d || input.length() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "input has shape %s, expected [N, %d, T] (batch, model size, length) with N, T > 0 %s",
              Arrays.toString(input.shape()),
              d,
              where));
    }
  }

  /** The array itself if it is c-ordered without gaps, otherwise a copy that is. */
  static INDArray withoutGaps(INDArray a) {
    return Matrix.isContiguous(a) ? a : a.dup('c');
  }

  private static boolean finite(INDArray rows) {
    return (Kernels.enabled() && Matrix.fits(rows))
        ? !NanSearch.suspectsInfinite(Matrix.of(rows))
        : Double.isFinite(rows.sumNumber().doubleValue());
  }

  /** One sum in the usual case; a finite sum proves all values finite. */
  private static void requireFinite(INDArray rows, long t, String where) {
    if (finite(rows)) {
      return;
    }
    for (long r = 0; r < rows.size(0); r++) {
      for (long i = 0; i < rows.size(1); i++) {
        double value = rows.getDouble(r, i);
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "input is %s at row %d, position %d, feature %d %s",
                  value,
                  r / t,
                  r % t,
                  i,
                  where));
        }
      }
    }
  }
}
