package org.attentionzoo.zoo.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits at the characters that Unicode and Python call white space, as sacreBLEU does. Java's own
 * idea of it leaves out no-break spaces.
 */
final class Whitespace {

  private static final String CLASS =
      "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

  private static final Pattern RUN = Pattern.compile(CLASS + "+");
  private static final Pattern TRAILING = Pattern.compile(CLASS + "+\\z");

  private Whitespace() {}

  /** The words between runs of white space, none of them empty. */
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    for (String word : RUN.split(text)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  static String remove(String text) {
    return RUN.matcher(text).replaceAll("");
  }

  static String stripTrailing(String text) {
    return TRAILING.matcher(text).replaceAll("");
  }
}
