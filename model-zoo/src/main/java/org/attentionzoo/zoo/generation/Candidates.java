package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.kernel.Reduce;

/**
 * Tokens that one hypothesis may be extended by, chosen from its row of scores.
 *
 * @param tokens in the order of preference; possibly none
 * @param logProbabilities theirs
 * @param attention of the row over the sentence's own positions [S], or null
 */
record Candidates(int[] tokens, float[] logProbabilities, float[] attention) {

  /** Tokens between two looks at whether one of them can be among the best. */
  private static final int BLOCK = 64;

  /**
   * The k most probable tokens, best first, on a tie the lower id first; fewer if fewer have a
   * probability above 0.
   *
   * @param logProbabilities [V]
   * @param suppressed tokens left out [V]
   */
  static Candidates best(float[] logProbabilities, int k, boolean[] suppressed, float[] attention) {
    TopCandidates top = new TopCandidates(k);
    for (int from = 0; from < logProbabilities.length; from += BLOCK) {
      int to = Math.min(logProbabilities.length, from + BLOCK);
      if (Reduce.max(logProbabilities, from, to) > top.toBeat()) {
        for (int token = from; token < to; token++) {
          if (!suppressed[token]) {
            top.offer(0, token, logProbabilities[token]);
          }
        }
      }
    }
    int[] tokens = new int[top.size()];
    float[] scores = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = top.token(i);
      scores[i] = logProbabilities[tokens[i]];
    }
    return new Candidates(tokens, scores, attention);
  }

  /** This token alone; none if it is negative. */
  static Candidates only(int token, float[] logProbabilities, float[] attention) {
    return token < 0
        ? new Candidates(new int[0], new float[0], attention)
        : new Candidates(new int[] {token}, new float[] {logProbabilities[token]}, attention);
  }

  int size() {
    return tokens.length;
  }
}
