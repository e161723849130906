package org.attentionzoo.zoo.metrics;

import org.attentionzoo.layers.check.Arguments;

/**
 * How well a model predicts target tokens when all tokens before them are given (teacher forcing).
 *
 * @param tokens number of tokens, end tokens included, padding not
 * @param negativeLogLikelihood sum over the tokens of -log of their probability, in nats
 * @param correct how many of them were the most probable token
 */
public record TokenStatistics(long tokens, double negativeLogLikelihood, long correct) {

  /** Of nothing, to begin a sum with. */
  public static final TokenStatistics NONE = new TokenStatistics(0, 0, 0);

  /** Of both together. */
  public TokenStatistics plus(TokenStatistics other) {
    Arguments.given("other", other);
    return new TokenStatistics(
        tokens + other.tokens,
        negativeLogLikelihood + other.negativeLogLikelihood,
        correct + other.correct);
  }

  /** Mean negative log-likelihood of a token in nats, without label smoothing; NaN of none. */
  public double crossEntropy() {
    return negativeLogLikelihood / tokens;
  }

  /** e to the cross-entropy: among how many tokens the model is as good as guessing. */
  public double perplexity() {
    return Math.exp(crossEntropy());
  }

  /** Share of tokens that were the most probable one, 0 to 1. */
  public double accuracy() {
    return (double) correct / tokens;
  }
}
