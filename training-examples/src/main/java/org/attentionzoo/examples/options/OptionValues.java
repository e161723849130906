package org.attentionzoo.examples.options;

/** Checks of the values of options. */
public final class OptionValues {

  private OptionValues() {}

  /**
   * Goes on if a value is valid.
   *
   * @param option its name, such as "--beam"
   * @param expected in words, such as "at least 1"
   * @throws IllegalArgumentException if it is not; names option, value and what was expected
   */
  public static void require(boolean valid, String option, Object value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(option + " must be " + expected + ", but is " + value);
    }
  }
}
