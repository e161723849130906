package org.attentionzoo.layers.output;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Logits of hidden rows against a table of token vectors, and the gradients. The weight of both
 * output layers is a table [V, d]: DL4J's 'f' ordered W [d, V] transposed is one, in the same
 * memory. The {@code matmul} op writes into 'c' ordered results without a copy ({@code mmuli} does
 * not).
 */
final class Projection {
  private Projection() {}

  /** out [R, V] ← hidden [R, d] · tableᵀ + bias [V] (null: none). */
  static void logits(INDArray hidden, INDArray table, INDArray bias, INDArray out) {
    matmul(hidden, table, out, false, true);
    if (bias != null) {
      out.addiRowVector(bias);
    }
  }

  /** out [R, d] ← gradient [R, V] · table. */
  static void hiddenGradient(INDArray gradient, INDArray table, INDArray out) {
    matmul(gradient, table, out, false, false);
  }

  /** out [V, d] ← gradientᵀ · hidden. */
  static void tableGradient(INDArray gradient, INDArray hidden, INDArray out) {
    matmul(gradient, hidden, out, true, false);
  }

  /** out [V] ← column sums of gradient, as a product with ones: ten times faster than sum(0). */
  static void biasGradient(INDArray gradient, INDArray out) {
    INDArray ones = Nd4j.ones(gradient.dataType(), 1, gradient.size(0));
    matmul(ones, gradient, out.reshape(1, out.length()), false, false);
  }

  private static void matmul(INDArray a, INDArray b, INDArray out, boolean ta, boolean tb) {
    Nd4j.exec(
        DynamicCustomOp.builder("matmul")
            .addInputs(a, b)
            .addOutputs(out)
            .addIntegerArguments(ta ? 1 : 0, tb ? 1 : 0, 0)
            .build());
  }
}
