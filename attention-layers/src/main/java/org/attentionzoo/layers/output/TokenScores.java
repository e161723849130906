package org.attentionzoo.layers.output;

import java.util.Objects;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Reduce;

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

  /**
   * The first token whose log-probability is above the limit or not a number, or -1. No
   * distribution has one above 0, but for rounding.
   */
  public int firstAbove(float limit) {
    if (logits.length == 0 || Reduce.max(logits, 0, logits.length) - logNormalizer <= limit) {
      return -1; // the maximum is not a number if one of them is not
    }
    for (int token = 0; token < logits.length; token++) {
      if (!(logProbability(token) <= limit)) {
        return token;
      }
    }
    return -1;
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
