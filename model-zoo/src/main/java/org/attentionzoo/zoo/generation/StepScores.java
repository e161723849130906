package org.attentionzoo.zoo.generation;

import java.util.Locale;
import org.attentionzoo.layers.kernel.Reduce;
import org.attentionzoo.layers.output.TokenScores;

/**
 * What the decoder says at one position.
 *
 * @param logProbabilities natural logarithms of the next token's probabilities [R][V], each row
 *     summing to 1 after exp; minus infinity is allowed
 * @param attention weights over the source positions [R][S], or null if {@link StepScorer#begin}
 *     was not asked for them. S may include padding; weights beyond a sentence's own length are
 *     dropped.
 */
public record StepScores(float[][] logProbabilities, float[][] attention) {

  /** A softmax in float can come out a little above 1. */
  private static final float ROUNDING = 1e-3f;

  /** Scores without attention weights. */
  public StepScores(float[][] logProbabilities) {
    this(logProbabilities, null);
  }

  /** Shows each row to the reader; fails if there are not as many as expected. */
  void read(int step, int rows, boolean wantsAttention, ScoreReader reader) {
    checkRows("log-probabilities", step, logProbabilities, rows);
    if (wantsAttention) {
      checkRows("attention weights", step, attention, rows);
    }
    for (int r = 0; r < rows; r++) {
      reader.read(
          r, new TokenScores(logProbabilities[r], 0), attention == null ? null : attention[r]);
    }
  }

  private static void checkRows(String what, int step, float[][] array, int rows) {
    if (array == null || array.length < rows) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "step %d: the model returned %s for %s rows, expected %d",
              step,
              what,
              array == null ? "no" : array.length,
              rows));
    }
  }

  /** Fails if a row breaks the contract above; the message says where. */
  static void checkRow(int step, int row, TokenScores scores, int vocabularySize) {
    if (scores.size() != vocabularySize) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "step %d, row %d: the model returned %d log-probabilities, but the vocabulary has %d tokens",
              step,
              row,
              scores.size(),
              vocabularySize));
    }
    float max = Reduce.max(scores.logits(), 0, vocabularySize);
    if (max - scores.logNormalizer() <= ROUNDING) { // false if one is NaN
      return;
    }
    for (int token = 0; token < vocabularySize; token++) {
      if (!(scores.logProbability(token) <= ROUNDING)) {
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
  }
}
