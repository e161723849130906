package org.attentionzoo.layers.output;

import java.util.List;
import java.util.function.Supplier;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The mathematics of an output layer, of hidden rows x [R, d], a table of token vectors E [V, d]
 * and a bias b [V] (any shape, null: none), without a network around it.
 *
 * <pre>
 *   z      = x Eᵀ + b                      [R, V], logits
 *   p      = softmax(z)
 *   loss_r = -Σ_j q_j log p_j              with q_j = (1 - ε)·[j = y] + ε/V, y the gold token
 *   dz_r   = scale · (p - q),   dx = dz E,   dE = dzᵀ x,   db = Σ_r dz_r
 * </pre>
 *
 * Label smoothing ε: Szegedy et al. 2016 §7, used by Vaswani et al. 2017 §5.4. It is spread
 * uniformly over all V tokens, the gold one included, as in PyTorch's {@code
 * CrossEntropyLoss(label_smoothing=ε)}. Padding rows have loss 0 and gradient 0.
 *
 * <p>{@link OpsSoftmax} is the definition, {@link FloatSoftmax} the same on kernels. What is kept
 * between calls is memory to be used again, never a value. Losses are for one thread at a time.
 */
interface TokenSoftmax extends AutoCloseable {

  /**
   * Where the gradients go; overwritten. Those of table and bias are null where there is none or
   * nobody wants it.
   */
  record Gradients(INDArray table, INDArray bias, INDArray hidden) {}

  /**
   * Kernels where they may run, else ND4J's operations: chosen once for a network.
   *
   * @param precision of the products of losses; null for that of the system property
   */
  static TokenSoftmax of(DataType type, Precision precision) {
    return type == DataType.FLOAT && Kernels.enabled()
        ? new FloatSoftmax(precision)
        : new OpsSoftmax();
  }

  /** The names of the kernels, for the log. */
  List<String> kernels();

  /** {@code out [R, V] ← z}. */
  void logits(INDArray hidden, INDArray table, INDArray bias, INDArray out);

  /** {@code out [R, V] ← p}. */
  void probabilities(INDArray hidden, INDArray table, INDArray bias, INDArray out);

  /**
   * The loss of each row.
   *
   * @param smoothing ε
   * @return [R], 0 for padding rows
   */
  double[] losses(
      INDArray hidden, INDArray table, INDArray bias, Targets targets, double smoothing);

  /**
   * The loss of each row, and {@code scale} times the gradients of their sum.
   *
   * @return [R], 0 for padding rows
   */
  double[] lossesAndGradients(
      INDArray hidden,
      INDArray table,
      INDArray bias,
      Targets targets,
      double smoothing,
      double scale,
      Gradients gradients);

  /**
   * Shows scores of hidden rows, under the table and bias that there are.
   *
   * @param where the layer, for messages
   */
  RowScorer rows(
      Supplier<INDArray> table, Supplier<INDArray> bias, String where, DecodingFactors factors);

  /** Whether all values are finite, in one pass; false also where their sum is too large. */
  boolean finite(INDArray rows);

  /** Frees its memory; a later call allocates again. */
  @Override
  void close();
}
