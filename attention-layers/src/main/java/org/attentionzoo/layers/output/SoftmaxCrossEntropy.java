package org.attentionzoo.layers.output;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Softmax cross-entropy with label smoothing on a matrix of logits [R, V], 'c' ordered, in ND4J's
 * operations: the formulas of {@link TokenSoftmax}, from the logits on.
 */
final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * Loss of each row; overwrites the logits with undefined values.
   *
   * @return [R], 0 for padding rows
   */
  static double[] losses(INDArray logits, Targets targets, double smoothing) {
    return run(logits, targets, smoothing, null);
  }

  /**
   * Loss of each row; overwrites the logits with {@code scale · d loss_r / d logits}.
   *
   * @return [R], 0 for padding rows
   */
  static double[] lossesAndGradient(
      INDArray logits, Targets targets, double smoothing, double scale) {
    return run(logits, targets, smoothing, scale);
  }

  /** Overwrites the logits with softmax(logits) of each row. */
  static void softmax(INDArray logits) {
    logSoftmax(logits);
    Transforms.exp(logits, false);
  }

  /** Overwrites the logits with log softmax(logits) of each row. */
  static void logSoftmax(INDArray logits) {
    // x - max - log Σ e^(x - max): the stock log_softmax takes the logarithm of an underflowed 0
    logits.subiColumnVector(logits.max(true, 1));
    INDArray normalizer = Transforms.exp(logits, true).sum(true, 1); // [R, 1]
    logits.subiColumnVector(Transforms.log(normalizer, false));
  }

  private static double[] run(INDArray logits, Targets targets, double smoothing, Double scale) {
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      int rows = targets.ids().length;
      long columns = logits.size(1);
      DataType type = logits.dataType();
      logSoftmax(logits); // log p
      INDArray q = Nd4j.createUninitialized(type, rows, columns); // [R, V]
      q.assign(smoothing / columns);
      for (int r = 0; r < rows; r++) {
        int gold = targets.ids()[r];
        if (gold != Targets.PADDING) {
          q.putScalar(r, gold, q.getDouble(r, gold) + 1 - smoothing);
        }
      }
      double[] losses = new double[rows];
      INDArray sums = q.mul(logits).sum(1); // [R]
      for (int r = 0; r < rows; r++) {
        losses[r] = targets.ids()[r] == Targets.PADDING ? 0 : -sums.getDouble(r);
      }
      if (scale != null) {
        Transforms.exp(logits, false).subi(q).muli(scale); // scale·(p - q)
        for (int r = 0; r < rows; r++) {
          if (targets.ids()[r] == Targets.PADDING) {
            logits.getRow(r).assign(0);
          }
        }
      }
      return losses;
    }
  }
}
