package org.attentionzoo.zoo.text;

import org.attentionzoo.layers.check.Arguments;

/**
 * One merge operation of byte-pair encoding: wherever the two symbols stand side by side they
 * become one.
 *
 * @param left the first symbol
 * @param right the second symbol; ends in {@code </w>} at the end of a word
 */
public record Merge(String left, String right) {

  /**
   * @throws IllegalArgumentException if a symbol is empty or contains a space
   */
  public Merge {
    Arguments.given("left", left);
    Arguments.given("right", right);
    check(left);
    check(right);
  }

  /** The symbol that the two become. */
  public String merged() {
    return left + right;
  }

  @Override
  public String toString() {
    return left + ' ' + right;
  }

  private static void check(String symbol) {
    if (symbol.isEmpty() || symbol.indexOf(' ') >= 0) {
      throw new IllegalArgumentException(
          "A merge needs two symbols without spaces, got \"" + symbol + '"');
    }
  }
}
