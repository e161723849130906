package org.attentionzoo.zoo.metrics;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Splits a sentence into words as Tercom does, with the bounds of sacreBLEU.
 *
 * @param normalized whether to split off Western punctuation
 * @param punctuation whether to keep punctuation
 * @param asian whether to split Chinese and Japanese into characters, if normalized, and to take
 *     their punctuation for punctuation
 * @param caseSensitive whether to keep case
 */
record TercomTokenizer(
    boolean normalized, boolean punctuation, boolean asian, boolean caseSensitive) {

  private static final String IDEOGRAPH =
      "\\u4e00-\\u9fff\\u3400-\\u4dbf" // CJK unified ideographs, extension A
          + "\\u31c0-\\u31ef\\u2e80-\\u2eff" // strokes, radicals
          + "\\u3200-\\u3f22\\uf900-\\ufaff\\ufe30-\\ufe4f"; // enclosed, compatibility

  private static final String ASIAN_MARK =
      "\\u3001\\u3002\\u3008-\\u3011\\u3014-\\u301f\\uff61-\\uff65\\u30fb"
          + "\\uff0e\\uff0c\\uff1f\\uff1a\\uff1b\\uff01\\uff02\\uff08\\uff09"; // full width

  private static final Pattern ASIAN_WORD = Pattern.compile("[" + IDEOGRAPH + ASIAN_MARK + "]");
  private static final Pattern ASIAN_PUNCTUATION = Pattern.compile("[" + ASIAN_MARK + "]");
  private static final Pattern WESTERN_PUNCTUATION = Pattern.compile("[.,?:;!\"()]");

  List<String> tokenize(String sentence) {
    String text = Whitespace.stripTrailing(sentence);
    if (!caseSensitive) {
      text = text.toLowerCase(Locale.ROOT);
    }
    if (normalized) {
      text = normalize(text);
    }
    if (!punctuation) {
      text = WESTERN_PUNCTUATION.matcher(text).replaceAll("");
      text = asian ? ASIAN_PUNCTUATION.matcher(text).replaceAll("") : text;
    }
    return Whitespace.split(text);
  }

  /** Kana stay together: Tercom means to split them from others, but its patterns never match. */
  private String normalize(String sentence) {
    String unescaped =
        sentence
            .replace("\n-", "")
            .replace("\n", " ")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
    String separated = Punctuation.separateAlways(" " + unescaped + " ").replace("'s ", " 's ");
    String western = Punctuation.separateInNumbers(separated);
    return asian ? ASIAN_WORD.matcher(western).replaceAll(" $0 ") : western;
  }
}
