package org.attentionzoo.zoo.corpus;

import java.io.Serializable;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/**
 * What became of the pairs of a text.
 *
 * @param read pairs in the text
 * @param kept pairs that are of use
 * @param empty pairs with an empty side
 * @param tooLong pairs with too many tokens or characters
 * @param tooUnequal pairs whose one side is too long for the other
 */
public record PairCounts(long read, long kept, long empty, long tooLong, long tooUnequal)
    implements Serializable {

  /** Of two parts of a text. */
  public PairCounts plus(PairCounts other) {
    Arguments.given("other", other);
    return new PairCounts(
        read + other.read,
        kept + other.kept,
        empty + other.empty,
        tooLong + other.tooLong,
        tooUnequal + other.tooUnequal);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d pairs read, %d kept; left out: %d empty, %d too long, %d of too unequal length",
        read,
        kept,
        empty,
        tooLong,
        tooUnequal);
  }
}
