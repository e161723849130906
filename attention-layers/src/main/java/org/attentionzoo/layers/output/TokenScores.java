package org.attentionzoo.layers.output;

import java.util.Objects;
import org.attentionzoo.layers.check.Arguments;

/**
 * What an output layer says about each token for one hidden state. A search that goes on with a few
 * tokens compares logits, and never computes the log-probabilities of all the others.
 *
 * @param logits [V], up to a constant; not to be changed
 * @param logNormalizer what makes them natural logarithms of probabilities when subtracted
 */
public record TokenScores(float[] logits, float logNormalizer) {

  /**
   * @throws IllegalArgumentException if the logits are null
   */
  public TokenScores {
    Arguments.given("logits", logits);
  }

  /** V. */
  public int size() {
    return logits.length;
  }

  /**
   * The natural logarithm of the token's probability.
   *
   * @throws IndexOutOfBoundsException if there is no such token
   */
  public float logProbability(int token) {
    return logits[Objects.checkIndex(token, logits.length)] - logNormalizer;
  }

  /** Those of all tokens, in a new array [V]. */
  public float[] logProbabilities() {
    float[] all = new float[logits.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = logits[i] - logNormalizer;
    }
    return all;
  }
}
