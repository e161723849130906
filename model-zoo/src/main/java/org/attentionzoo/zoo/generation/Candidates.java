package org.attentionzoo.zoo.generation;

import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.layers.output.TokenScores;

/**
 * Tokens that one hypothesis may be extended by, chosen from its row of scores.
 *
 * @param tokens in the order of preference; possibly none
 * @param logProbabilities theirs
 */
record Candidates(int[] tokens, float[] logProbabilities) {

  /**
   * The k most probable tokens, best first, on a tie the lower id first; fewer if fewer have a
   * probability above 0.
   *
   * @param suppressed tokens left out [V]
   */
  static Candidates best(TokenScores scores, int k, boolean[] suppressed) {
    int[] tokens = likeliest(scores, k, suppressed);
    float[] logProbabilities = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      logProbabilities[i] = scores.logProbability(tokens[i]);
    }
    return new Candidates(tokens, logProbabilities);
  }

  /** The most probable token, whose probability nobody asks for. */
  static Candidates likeliest(TokenScores scores, boolean[] suppressed) {
    int[] token = likeliest(scores, 1, suppressed);
    return new Candidates(token, token.length == 0 ? new float[0] : new float[] {Float.NaN});
  }

  private static int[] likeliest(TokenScores scores, int k, boolean[] suppressed) {
    float[] logits = scores.logits();
    TopCandidates top = new TopCandidates(k);
    int lanes = scores.lanes();
    for (int lane = 0; lane < lanes; lane++) {
      if (scores.peak(lane) >= top.toBeat()) {
        for (int token = lane; token < logits.length; token += lanes) {
          if (!suppressed[token]) {
            top.offer(0, token, logits[token]);
          }
        }
      }
    }
    return IntStream.range(0, top.size()).map(top::token).toArray();
  }

  /**
   * The k best extensions, by total log-probability, best first; on a tie those of the earlier
   * hypothesis.
   *
   * @param chosen of each hypothesis
   */
  static List<Extension> bestOf(List<PartialHypothesis> hypotheses, Candidates[] chosen, int k) {
    TopCandidates best = new TopCandidates(k);
    for (int i = 0; i < hypotheses.size(); i++) {
      double soFar = hypotheses.get(i).logProbability;
      for (int c = 0; c < chosen[i].size(); c++) {
        best.offer(i, c, soFar + chosen[i].logProbabilities[c]);
      }
    }
    return IntStream.range(0, best.size())
        .mapToObj(b -> chosen[best.row(b)].extension(best.row(b), best.token(b)))
        .toList();
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
