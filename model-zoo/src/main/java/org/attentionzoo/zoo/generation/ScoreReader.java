package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.output.TokenScores;

/** Takes the scores of one position row by row. */
@FunctionalInterface
interface ScoreReader {

  /**
   * Called once a row, in any order and from several threads at once.
   *
   * @param scores of the next token, valid during the call
   * @param attention weights over the source positions [S], valid during the call, or null
   */
  void read(int row, TokenScores scores, float[] attention);
}
