package org.attentionzoo.zoo.generation;

/**
 * A hypothesis as a linked list from its last token back, so that those of a beam share prefixes.
 */
final class PartialHypothesis {

  final PartialHypothesis parent;
  final int row; // the parent's row in the step that produced the token
  final int token;
  final int length; // decoder steps so far
  final float tokenLogProbability;
  final double logProbability;
  final float[] attention; // [S] or null

  private PartialHypothesis(
      PartialHypothesis parent, int row, int token, float tokenLogProbability, float[] attention) {
    this.parent = parent;
    this.row = row;
    this.token = token;
    this.length = parent == null ? 0 : parent.length + 1;
    this.tokenLogProbability = tokenLogProbability;
    this.logProbability = parent == null ? 0 : parent.logProbability + tokenLogProbability;
    this.attention = attention;
  }

  static PartialHypothesis start(int row, int bos) {
    return new PartialHypothesis(null, row, bos, 0, null);
  }

  PartialHypothesis extend(int atRow, int nextToken, float logProbabilityOfToken, float[] weights) {
    return new PartialHypothesis(this, atRow, nextToken, logProbabilityOfToken, weights);
  }

  /** The whole hypothesis, read from the end to the start. */
  Hypothesis toHypothesis(int eos, double score) {
    boolean finished = token == eos;
    int[] tokens = new int[finished ? length - 1 : length];
    float[] logProbabilities = new float[length];
    float[][] weights = attention == null ? null : new float[length][];
    PartialHypothesis hypothesis = this;
    for (int t = length - 1; t >= 0; t--, hypothesis = hypothesis.parent) {
      if (t < tokens.length) {
        tokens[t] = hypothesis.token;
      }
      logProbabilities[t] = hypothesis.tokenLogProbability;
      if (weights != null) {
        weights[t] = hypothesis.attention.clone();
      }
    }
    return new Hypothesis(tokens, finished, logProbability, logProbabilities, score, weights);
  }
}
