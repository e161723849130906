package org.attentionzoo.zoo.generation;

/**
 * A state that shows its scores row by row, so that no array of all of them has to be made, checked
 * and searched.
 */
interface RowwiseState extends DecoderState {

  /** As {@link #step(int[])}; returns when the reader has seen every row. */
  void step(int[] tokens, ScoreReader reader);

  @Override
  default StepScores step(int[] tokens) {
    float[][] scores = new float[tokens.length][]; // [R][V]
    float[][] attention = new float[tokens.length][]; // [R][S]
    step(
        tokens,
        (row, scoresOfRow, weights) -> {
          scores[row] = scoresOfRow.logProbabilities();
          attention[row] = weights == null ? null : weights.clone();
        });
    return new StepScores(scores, attention[0] == null ? null : attention);
  }

  /**
   * Advances any state and shows its scores row by row.
   *
   * @param step its number, from 1, for messages
   * @param attention whether the state was begun for attention weights
   */
  static void step(
      DecoderState state, int step, int[] tokens, boolean attention, ScoreReader reader) {
    if (state instanceof RowwiseState rowwise) {
      rowwise.step(tokens, reader);
    } else {
      state.step(tokens).read(step, tokens.length, attention, reader);
    }
  }
}
