package org.attentionzoo.zoo.metrics;

import java.util.regex.Pattern;

/** Splits off ASCII punctuation as mteval-v13a does; Tercom's normalisation has the same rules. */
final class Punctuation {

  /** All of ASCII's but the apostrophe, hyphen, comma and period. */
  private static final Pattern ALWAYS = Pattern.compile("[{-~\\[-` -&(-+:-@/]");

  private static final Pattern AFTER_NON_DIGIT = Pattern.compile("([^0-9])([.,])");
  private static final Pattern BEFORE_NON_DIGIT = Pattern.compile("([.,])([^0-9])");
  private static final Pattern DASH_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

  private Punctuation() {}

  static String separate(String text) {
    return separateInNumbers(separateAlways(text));
  }

  static String separateAlways(String text) {
    return ALWAYS.matcher(text).replaceAll(" $0 ");
  }

  /** Period and comma unless between digits, and a dash after a digit. */
  static String separateInNumbers(String text) {
    String after = AFTER_NON_DIGIT.matcher(text).replaceAll("$1 $2 ");
    String before = BEFORE_NON_DIGIT.matcher(after).replaceAll(" $1 $2");
    return DASH_AFTER_DIGIT.matcher(before).replaceAll("$1 $2 ");
  }
}
