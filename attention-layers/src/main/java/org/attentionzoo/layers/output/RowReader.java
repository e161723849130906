package org.attentionzoo.layers.output;

/** What is done with the scores of one decoding step, row by row. */
@FunctionalInterface
public interface RowReader {

  /**
   * Called once a row, in any order and from several threads at once.
   *
   * @param row from 0
   * @param scores of all tokens, valid during the call
   */
  void read(int row, TokenScores scores);
}
