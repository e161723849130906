package org.attentionzoo.layers.output;

/**
 * What an output layer says about each token for one hidden state. A search that goes on with a few
 * tokens compares logits, and never computes the log-probabilities of all the others.
 *
 * @param logits [V], up to a constant; not to be changed
 * @param logNormalizer what makes them natural logarithms of probabilities when subtracted
 */
public record TokenScores(float[] logits, float logNormalizer) {

  /** V. */
  public int size() {
    return logits.length;
  }

  /** The natural logarithm of the token's probability. */
  public float logProbability(int token) {
    return logits[token] - logNormalizer;
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
