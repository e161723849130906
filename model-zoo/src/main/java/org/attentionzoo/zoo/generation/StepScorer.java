package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.precision.Precision;

/**
 * A sequence-to-sequence model as a search sees it: encode the sources once, then score one target
 * position after the other. Implementations hold no state between calls but memory to use again;
 * what one batch needs is in the {@link DecoderState} that {@link #begin} returns.
 */
public interface StepScorer extends AutoCloseable {

  /** V, the number of target tokens. */
  int vocabularySize();

  /** The most tokens that a source may have. */
  default long longestSource() {
    return Long.MAX_VALUE;
  }

  /** The most steps that a sentence may take, the one that ends it included. */
  default long maxSteps() {
    return Long.MAX_VALUE;
  }

  /**
   * Encodes a batch.
   *
   * @param sources N source sentences as token ids [N][S_n], each as long as it is: the model pads
   *     and masks. Neither the batch nor a sentence is empty.
   * @param attention whether the steps have to return attention weights
   * @return the decoder's state with N rows, row n for source n, before the first step
   * @throws IllegalArgumentException if an id is outside the source vocabulary
   * @throws UnsupportedOperationException if attention weights are asked of a model without
   *     attention
   */
  DecoderState begin(int[][] sources, boolean attention);

  /**
   * The same model with products of another precision; closed by itself.
   *
   * @throws UnsupportedOperationException if it cannot be run in that
   */
  default StepScorer withPrecision(Precision precision) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " has no other precision than its own");
  }

  /** Frees what is kept from batch to batch; {@link #begin} is an IllegalStateException then. */
  @Override
  default void close() {}
}
