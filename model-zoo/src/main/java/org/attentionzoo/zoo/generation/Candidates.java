package org.attentionzoo.zoo.generation;

import java.util.Arrays;
import org.attentionzoo.layers.output.TokenScores;

/**
 * Tokens that one hypothesis may be extended by, chosen from its row of scores.
 *
 * @param tokens in the order of preference; possibly none
 * @param logProbabilities theirs
 */
record Candidates(int[] tokens, float[] logProbabilities) {

  /** Tokens that far apart share a lane, whose best says whether the others need a look. */
  private static final int LANES = 256;

  /**
   * The k most probable tokens, best first, on a tie the lower id first; fewer if fewer have a
   * probability above 0.
   *
   * @param suppressed tokens left out [V]
   */
  static Candidates best(TokenScores scores, int k, boolean[] suppressed) {
    float[] logits = scores.logits();
    TopCandidates top = new TopCandidates(k);
    float[] best = bestOfLanes(logits);
    for (int lane = 0; lane < best.length; lane++) {
      if (best[lane] >= top.toBeat()) {
        for (int token = lane; token < logits.length; token += LANES) {
          if (!suppressed[token]) {
            top.offer(0, token, logits[token]);
          }
        }
      }
    }
    int[] tokens = new int[top.size()];
    float[] logProbabilities = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = top.token(i);
      logProbabilities[i] = scores.logProbability(tokens[i]);
    }
    return new Candidates(tokens, logProbabilities);
  }

  private static float[] bestOfLanes(float[] logits) {
    float[] best = Arrays.copyOf(logits, Math.min(LANES, logits.length));
    float[] block = new float[best.length];
    for (int from = LANES; from < logits.length; from += LANES) {
      int count = Math.min(LANES, logits.length - from);
      System.arraycopy(logits, from, block, 0, count);
      for (int i = 0; i < count; i++) { // index for index, so that it is vectorised
        best[i] = Math.max(best[i], block[i]);
      }
    }
    return best;
  }

  /** This token alone; none if it is negative. */
  static Candidates only(int token, TokenScores scores) {
    return token < 0
        ? new Candidates(new int[0], new float[0])
        : new Candidates(new int[] {token}, new float[] {scores.logProbability(token)});
  }

  /** This token, with probability 1. */
  static Candidates certain(int token) {
    return new Candidates(new int[] {token}, new float[] {0});
  }

  /** A live hypothesis goes on with candidate c. */
  Extension extension(int hypothesis, int c) {
    return new Extension(hypothesis, tokens[c], logProbabilities[c]);
  }

  int size() {
    return tokens.length;
  }
}
