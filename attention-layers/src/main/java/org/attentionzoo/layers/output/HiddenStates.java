package org.attentionzoo.layers.output;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Checks the input of an output layer and turns it into rows. */
final class HiddenStates {
  private HiddenStates() {}

  /**
   * [N, d, T] → [N·T, d], 'c' ordered; the same memory when the input is a view of a contiguous [N,
   * T, d], otherwise a copy in the working memory.
   *
   * @param finite false where a value is not, and else at most where their sum is too large
   * @throws IllegalArgumentException on a wrong rank or size, an empty batch, NaN or infinity
   */
  static INDArray rows(
      INDArray input,
      long d,
      DataType type,
      ArrayType memory,
      LayerWorkspaceMgr mgr,
      Predicate<INDArray> finite,
      String where) {
    requireShape(input, d, where);
    long n = input.size(0);
    long t = input.size(2);
    INDArray sequence = input.castTo(type).permute(0, 2, 1); // [N, T, d]
    if (sequence.ordering() != 'c' || !Shape.hasDefaultStridesForShape(sequence)) {
      sequence = mgr.dup(memory, sequence, 'c');
    }
    INDArray rows = sequence.reshape('c', n * t, d);
    if (!finite.test(rows)) {
      requireFinite(rows, t, where);
    }
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

  /** Rows must be [R, d], not empty. */
  static void requireRows(INDArray hidden, long d, String where) {
    Arguments.given("hidden", hidden);
    if (hidden.rank() != 2 || hidden.size(1) != d || hidden.size(0) == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "hidden states have shape %s, expected [R, %d] with R > 0 %s",
              Arrays.toString(hidden.shape()),
              d,
              where));
    }
  }

  private static void requireFinite(INDArray rows, long t, String where) {
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
