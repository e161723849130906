package org.attentionzoo.zoo.generation;

import java.util.Locale;
import org.attentionzoo.layers.output.TokenScores;

/** What a model has to keep to at each step. The messages say where it did not. */
final class StepCheck {

  /** A softmax in float can come out a little above 1. */
  private static final float ROUNDING = 1e-3f;

  private StepCheck() {}

  /** Scores are of all tokens, and none is more than certain. */
  static void scores(int step, int row, TokenScores scores, int vocabularySize) {
    if (scores.size() != vocabularySize) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "step %d, row %d: the model returned %d log-probabilities, but the vocabulary has %d"
                  + " tokens",
              step,
              row,
              scores.size(),
              vocabularySize));
    }
    int token = scores.firstAbove(ROUNDING);
    if (token >= 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "step %d, row %d, token %d: log-probability is %s, expected at most 0",
              step,
              row,
              token,
              scores.logProbability(token)));
    }
  }

  /** The attention weights, which are those of all rows. */
  static float[][] attention(int step, float[][] weights, int rows) {
    if (weights == null || weights.length < rows) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "step %d: the model returned attention weights for %s rows, expected %d",
              step,
              weights == null ? "no" : weights.length,
              rows));
    }
    return weights;
  }
}
