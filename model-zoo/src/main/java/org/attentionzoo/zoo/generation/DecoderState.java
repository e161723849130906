package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.output.RowReader;

/**
 * The decoder's cached state for R rows (keys and values of a Transformer, hidden states of an
 * RNN), used by one search on one thread.
 */
public interface DecoderState extends AutoCloseable {

  /**
   * Advances every row by one position, and returns when the reader has seen every row once.
   *
   * @param tokens the token chosen before this position for each row [R]; BOS at the first step
   * @param reader is shown the scores of the next token
   */
  void step(int[] tokens, RowReader reader);

  /**
   * Where the rows looked in the last step, [R][S]: weights over the source positions, valid until
   * the next call. S may include padding; weights beyond a sentence's own length are dropped.
   * Called only if {@link StepScorer#begin} was asked for them.
   *
   * @throws UnsupportedOperationException if the model has no attention
   */
  default float[][] attention() {
    throw new UnsupportedOperationException("this model has no attention weights");
  }

  /**
   * Makes row {@code rows[i]} the new row i. Rows may be left out (finished), repeated (one
   * hypothesis continued in two ways) and reordered; afterwards R is {@code rows.length}, at least
   * 1.
   */
  void select(int[] rows);

  /** Gives memory back; the state is not used afterwards. */
  @Override
  default void close() {}
}
