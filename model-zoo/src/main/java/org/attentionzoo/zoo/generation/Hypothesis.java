package org.attentionzoo.zoo.generation;

import java.util.Arrays;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/**
 * One generated sentence. Its arrays belong to it alone.
 *
 * @param tokens the generated ids, without BOS and without EOS
 * @param finished whether EOS was generated; false if the maximum length cut the sentence off
 * @param logProbability sum of {@code tokenLogProbabilities}, EOS included, under the model itself
 *     (before any temperature or truncation); NaN where the search was for {@linkplain
 *     Decoding#tokensOnly tokens only}
 * @param tokenLogProbabilities one value per decoder step [T]; T is {@code tokens.length}, plus one
 *     for EOS if finished
 * @param score what a search ranks by: {@code logProbability / lengthPenalty(T)} in a beam search
 *     with a length penalty, {@code logProbability} everywhere else
 * @param attention weights over the source positions at each decoder step [T][S], or null if they
 *     were not asked for
 */
public record Hypothesis(
    int[] tokens,
    boolean finished,
    double logProbability,
    float[] tokenLogProbabilities,
    double score,
    float[][] attention) {

  /**
   * @throws IllegalArgumentException if the tokens or their log-probabilities are null
   */
  public Hypothesis {
    Arguments.given("tokens", tokens);
    Arguments.given("tokenLogProbabilities", tokenLogProbabilities);
  }

  /** T, the number of decoder steps: the tokens and, if finished, EOS. */
  public int steps() {
    return tokenLogProbabilities.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hypothesis that
        && Arrays.equals(tokens, that.tokens)
        && finished == that.finished
        && Double.compare(logProbability, that.logProbability) == 0
        && Arrays.equals(tokenLogProbabilities, that.tokenLogProbabilities)
        && Double.compare(score, that.score) == 0
        && Arrays.deepEquals(attention, that.attention);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + Double.hashCode(logProbability);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Hypothesis(tokens=%s, finished=%s, logProbability=%.4f, score=%.4f)",
        Arrays.toString(tokens),
        finished,
        logProbability,
        score);
  }
}
