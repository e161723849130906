package org.attentionzoo.layers.output;

import org.attentionzoo.layers.kernel.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Softmax cross-entropy with label smoothing on a matrix of logits [R, V], 'c' ordered.
 *
 * <p>Szegedy et al. 2016 §7, used by Vaswani et al. 2017 §5.4. The target distribution of a row
 * with gold token y is {@code q_j = (1 - ε)·[j = y] + ε/V}: the ε is spread uniformly over all V
 * tokens, the gold one included, as in PyTorch's {@code CrossEntropyLoss(label_smoothing=ε)}.
 *
 * <pre>
 *   loss_r    = -Σ_j q_j log p_j      with p = softmax(logits_r)
 *   d loss_r  = p - q
 * </pre>
 *
 * Padding rows have loss 0 and gradient 0. Two implementations: {@link JavaSoftmaxCrossEntropy} for
 * the native CPU backend and {@link OpsSoftmaxCrossEntropy} in ND4J operations for any other.
 */
interface SoftmaxCrossEntropy {
  /** The implementation for the backend in use. */
  static SoftmaxCrossEntropy forBackend() {
    return Kernels.enabled() ? new JavaSoftmaxCrossEntropy() : new OpsSoftmaxCrossEntropy();
  }

  /**
   * Loss of each row; overwrites the logits with undefined values.
   *
   * @return [R], 0 for padding rows
   */
  double[] losses(INDArray logits, Targets targets, double smoothing);

  /**
   * Loss of each row; overwrites the logits with {@code scale · d loss_r / d logits}.
   *
   * @return [R], 0 for padding rows
   */
  double[] lossesAndGradient(INDArray logits, Targets targets, double smoothing, double scale);

  /** Overwrites the logits with softmax(logits) of each row. */
  void softmax(INDArray logits);

  /** Overwrites the logits with log softmax(logits) of each row. */
  void logSoftmax(INDArray logits);
}
