package org.attentionzoo.zoo.generation;

/** A partial hypothesis as a linked list from its last token back, so that beams share prefixes. */
final class Path {

  final Path parent;
  final int row; // the parent's row in the step that produced the token
  final int token;
  final int length; // decoder steps so far
  final float tokenLogProbability;
  final double logProbability;
  final float[] attention; // [S] or null

  private Path(Path parent, int row, int token, float tokenLogProbability, float[] attention) {
    this.parent = parent;
    this.row = row;
    this.token = token;
    this.length = parent == null ? 0 : parent.length + 1;
    this.tokenLogProbability = tokenLogProbability;
    this.logProbability = parent == null ? 0 : parent.logProbability + tokenLogProbability;
    this.attention = attention;
  }

  static Path start(int row, int bos) {
    return new Path(null, row, bos, 0, null);
  }

  Path extend(int atRow, int nextToken, float logProbabilityOfToken, float[] weights) {
    return new Path(this, atRow, nextToken, logProbabilityOfToken, weights);
  }

  /** The whole hypothesis, read from the end to the start. */
  Hypothesis toHypothesis(int eos, double score) {
    boolean finished = token == eos;
    int[] tokens = new int[finished ? length - 1 : length];
    float[] logProbabilities = new float[length];
    float[][] weights = attention == null ? null : new float[length][];
    Path path = this;
    for (int t = length - 1; t >= 0; t--, path = path.parent) {
      if (t < tokens.length) {
        tokens[t] = path.token;
      }
      logProbabilities[t] = path.tokenLogProbability;
      if (weights != null) {
        weights[t] = path.attention.clone();
      }
    }
    return new Hypothesis(tokens, finished, logProbability, logProbabilities, score, weights);
  }
}
