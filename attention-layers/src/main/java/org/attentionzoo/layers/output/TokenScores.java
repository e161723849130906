package org.attentionzoo.layers.output;

import java.util.Arrays;
import java.util.Objects;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Reduce;

/**
 * What an output layer says about each token for one hidden state. A search that goes on with a few
 * tokens compares logits, and never computes the log-probabilities of all the others.
 */
public final class TokenScores {

  /** Tokens that far apart share a lane, whose best says whether the others need a look. */
  static final int LANES = FastExp.BLOCK;

  private final float[] logits;
  private final RowScores row; // computes the next two when they are asked for; null where known
  private boolean normalized;
  private float shift; // subtracted first: the highest logit
  private float logNormalizer;
  private float[] peaks; // the highest logit of each lane; null before it is asked for

  /**
   * @param logits [V], up to a constant; not to be changed
   * @param logNormalizer what makes them natural logarithms of probabilities when subtracted
   * @throws IllegalArgumentException if the logits are null
   */
  public TokenScores(float[] logits, float logNormalizer) {
    this.logits = Arguments.given("logits", logits);
    this.logNormalizer = logNormalizer;
    this.row = null;
    this.normalized = true;
  }

  /**
   * Logits whose normalizer is computed if it is asked for.
   *
   * @param peaks what {@link #peaksOf} would find, or null
   */
  TokenScores(float[] logits, RowScores row, float[] peaks) {
    this.logits = logits;
    this.row = row;
    this.peaks = peaks;
  }

  /** [V], up to a constant; not to be changed. */
  public float[] logits() {
    return logits;
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
    normalize();
    return logits[Objects.checkIndex(token, logits.length)] - shift - logNormalizer;
  }

  private void normalize() {
    if (!normalized) {
      shift = highest();
      logNormalizer = row.logNormalizer(logits, shift);
      normalized = true;
    }
  }

  private float highest() {
    return Reduce.max(peaks(), 0, lanes());
  }

  /** How many lanes the tokens are in: token i in lane i modulo this number. */
  public int lanes() {
    return peaks().length;
  }

  /**
   * The highest logit of a lane; not a number if one of them is not.
   *
   * @throws IndexOutOfBoundsException if there is no such lane
   */
  public float peak(int lane) {
    return peaks()[Objects.checkIndex(lane, peaks().length)];
  }

  private float[] peaks() {
    if (peaks == null) {
      peaks = new float[Math.min(LANES, logits.length)];
      peaksOf(logits, peaks, new float[peaks.length]);
    }
    return peaks;
  }

  /**
   * Fills in the highest logit of each lane.
   *
   * @param block as long as the peaks, overwritten
   */
  static void peaksOf(float[] logits, float[] peaks, float[] block) {
    int lanes = peaks.length;
    System.arraycopy(logits, 0, peaks, 0, lanes);
    int from = lanes;
    for (; from + lanes <= logits.length && lanes > 0; from += lanes) {
      System.arraycopy(logits, from, block, 0, lanes);
      for (int i = 0; i < lanes; i++) { // index for index, so that it is vectorised
        peaks[i] = Math.max(peaks[i], block[i]);
      }
    }
    for (int i = from; i < logits.length; i++) {
      peaks[i - from] = Math.max(peaks[i - from], logits[i]);
    }
  }

  /**
   * The first token whose log-probability is above the limit or not a number, or -1. No
   * distribution has one above 0, but for rounding.
   */
  public int firstAbove(float limit) {
    if (logits.length == 0 || (limit >= 0 && !normalized && Float.isFinite(highest()))) {
      return -1; // a softmax of numbers gives probabilities
    }
    normalize();
    if (highest() - shift - logNormalizer <= limit) {
      return -1; // the highest is not a number if one of them is not
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
    normalize();
    float[] all = Arrays.copyOf(logits, logits.length);
    for (int i = 0; i < all.length; i++) {
      all[i] = all[i] - shift - logNormalizer;
    }
    return all;
  }
}
