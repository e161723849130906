package org.attentionzoo.zoo.corpus;

import java.io.Serializable;
import java.util.Locale;

/**
 * Which pairs are of use for training. A pair with an empty side never is.
 *
 * @param maxLength most tokens on either side
 * @param maxRatio largest ratio of the longer to the shorter side, in tokens, at least 1
 * @param maxCharacters most characters on either side; such a line is not even tokenised
 */
public record PairFilter(int maxLength, double maxRatio, int maxCharacters)
    implements Serializable {

  /** At most 250 tokens, one side at most nine times the other, at most 10,000 characters. */
  public static final PairFilter DEFAULT = new PairFilter(250, 9, 10_000);

  /** Only pairs with an empty side are refused. */
  public static final PairFilter NON_EMPTY =
      new PairFilter(Integer.MAX_VALUE, Double.POSITIVE_INFINITY, Integer.MAX_VALUE);

  /**
   * @throws IllegalArgumentException if a limit is below 1
   */
  public PairFilter {
    if (maxLength < 1 || !(maxRatio >= 1) || maxCharacters < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "maxLength, maxRatio and maxCharacters must be at least 1, got %d, %s and %d",
              maxLength,
              maxRatio,
              maxCharacters));
    }
  }

  boolean tooManyCharacters(SentencePair pair) {
    return Math.max(pair.source().length(), pair.target().length()) > maxCharacters;
  }

  boolean tooLong(int source, int target) {
    return Math.max(source, target) > maxLength;
  }

  boolean tooUnequal(int source, int target) {
    return Math.max(source, target) > maxRatio * Math.min(source, target);
  }
}
