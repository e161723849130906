package org.attentionzoo.zoo.generation;

/** Takes the scores of one position row by row. */
@FunctionalInterface
interface ScoreReader {

  /**
   * Called once a row, in any order and from several threads at once.
   *
   * @param logProbabilities of the next token [V], valid during the call
   * @param attention weights over the source positions [S], valid during the call, or null
   */
  void read(int row, float[] logProbabilities, float[] attention);
}
