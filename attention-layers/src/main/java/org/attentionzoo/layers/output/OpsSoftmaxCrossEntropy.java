package org.attentionzoo.layers.output;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@link SoftmaxCrossEntropy} in ND4J operations: runs on every backend, needs a few more arrays of
 * the logits' size. The reference the Java kernel is tested against.
 */
final class OpsSoftmaxCrossEntropy implements SoftmaxCrossEntropy {
  @Override
  public double[] losses(INDArray logits, Targets targets, double smoothing) {
    return run(logits, targets, smoothing, null);
  }

  @Override
  public double[] lossesAndGradient(
      INDArray logits, Targets targets, double smoothing, double scale) {
    return run(logits, targets, smoothing, scale);
  }

  @Override
  public void softmax(INDArray logits) {
    logSoftmax(logits);
    Transforms.exp(logits, false);
  }

  /** x - max - log Σ e^(x - max): the stock log_softmax takes the logarithm of an underflowed 0. */
  @Override
  public void logSoftmax(INDArray logits) {
    logits.subiColumnVector(logits.max(true, 1));
    INDArray normalizer = Transforms.exp(logits, true).sum(true, 1); // [R, 1]
    logits.subiColumnVector(Transforms.log(normalizer, false));
  }

  private double[] run(INDArray logits, Targets targets, double smoothing, Double scale) {
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
