package org.attentionzoo.zoo.generation;

/**
 * The decoder's cached state for R rows (keys and values of a Transformer, hidden states of an
 * RNN), used by one search on one thread.
 */
public interface DecoderState extends AutoCloseable {

  /**
   * Advances every row by one position.
   *
   * @param tokens the token chosen before this position for each row [R]; BOS at the first step
   * @return the scores of the next token. The search reads them before its next call only, so the
   *     arrays may be used again.
   */
  StepScores step(int[] tokens);

  /**
   * Makes row {@code rows[i]} the new row i. Rows may be left out (finished), repeated (one
   * hypothesis continued in two ways) and reordered; afterwards R is {@code rows.length}, at least
   * 1.
   */
  void select(int[] rows);

  /** Gives memory back; called once, after which the state is not used. */
  @Override
  default void close() {}
}
