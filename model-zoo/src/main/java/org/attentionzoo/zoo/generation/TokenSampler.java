package org.attentionzoo.zoo.generation;

import java.util.Arrays;

/**
 * Draws a token after temperature, top-k and top-p, in this order.
 *
 * @param topK 0 for all tokens
 */
record TokenSampler(double temperature, int topK, double topP) {

  static final TokenSampler PLAIN = new TokenSampler(1.0, 0, 1.0);

  TokenSampler {
    Decoding.require(
        temperature > 0 && temperature < Double.POSITIVE_INFINITY,
        "temperature",
        temperature,
        "positive and finite");
    Decoding.require(topP > 0 && topP <= 1, "topP", topP, "in (0, 1]");
  }

  /**
   * @param logits [V], log-probabilities up to a constant
   * @param suppressed tokens left out [V]
   * @param uniform a random number in [0, 1)
   * @return the token, or -1 if none has a probability above 0
   */
  int draw(float[] logits, boolean[] suppressed, double uniform) {
    double[] weights = weights(logits, suppressed); // [V]
    int[] order = topK > 0 || topP < 1 ? byWeight(weights) : null;
    int kept = topK > 0 ? topK : weights.length;
    if (topP < 1) {
      kept = nucleus(weights, order, kept);
    }
    double target = uniform * sum(weights, order, kept);
    double cumulated = 0;
    int last = -1;
    for (int i = 0; i < kept; i++) {
      int token = order == null ? i : order[i];
      if (weights[token] > 0) {
        last = token; // rounding can leave the target a little above the sum
        cumulated += weights[token];
        if (cumulated > target) {
          return token;
        }
      }
    }
    return last;
  }

  /** p^(1/temperature) relative to the largest; 0 for suppressed tokens. */
  private double[] weights(float[] logits, boolean[] suppressed) {
    float highest = Float.NEGATIVE_INFINITY;
    for (int token = 0; token < logits.length; token++) {
      if (!suppressed[token]) {
        highest = Math.max(highest, logits[token]);
      }
    }
    double[] weights = new double[logits.length];
    for (int token = 0; token < weights.length; token++) {
      if (!suppressed[token] && logits[token] > Float.NEGATIVE_INFINITY) {
        weights[token] = Math.exp((logits[token] - highest) / temperature);
      }
    }
    return weights;
  }

  /** Tokens by falling weight, the lower id first on a tie. */
  private static int[] byWeight(double[] weights) {
    long[] keys = new long[weights.length];
    for (int token = 0; token < keys.length; token++) {
      // Bits of a float that is not negative sort like the float.
      keys[token] = (long) -Float.floatToIntBits((float) weights[token]) << 32 | token;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  /** How many of the first {@code kept} tokens in order reach topP of their sum. */
  private int nucleus(double[] weights, int[] order, int kept) {
    double target = topP * sum(weights, order, kept);
    double cumulated = 0;
    for (int i = 0; i < kept; i++) {
      cumulated += weights[order[i]];
      if (cumulated >= target) {
        return i + 1;
      }
    }
    return kept;
  }

  private static double sum(double[] weights, int[] order, int kept) {
    double sum = 0;
    for (int i = 0; i < kept; i++) {
      sum += weights[order == null ? i : order[i]];
    }
    return sum;
  }
}
