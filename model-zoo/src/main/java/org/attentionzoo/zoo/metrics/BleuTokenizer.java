package org.attentionzoo.zoo.metrics;

import java.util.List;
import java.util.regex.Pattern;
import org.attentionzoo.layers.check.Arguments;

/** How BLEU splits a sentence into words, by the names that sacreBLEU has for it. */
public enum BleuTokenizer {
  /** What WMT uses, mteval-v13a: splits off ASCII punctuation, but not inside numbers. */
  V13A("13a") {
    @Override
    String separate(String text) {
      String unescaped =
          text.replace("<skipped>", "")
              .replace("-\n", "")
              .replace("\n", " ")
              .replace("&quot;", "\"")
              .replace("&amp;", "&")
              .replace("&lt;", "<")
              .replace("&gt;", ">");
      return Punctuation.separate(" " + unescaped + " ");
    }
  },

  /** mteval-v14 "international": splits off all Unicode punctuation and symbols. */
  INTL("intl") {
    @Override
    String separate(String text) {
      String after = AFTER_NON_DIGIT.matcher(text).replaceAll("$1 $2 ");
      String before = BEFORE_NON_DIGIT.matcher(after).replaceAll(" $1 $2");
      return SYMBOL.matcher(before).replaceAll(" $0 ");
    }
  },

  /** Every character is a word. */
  CHAR("char") {
    @Override
    String separate(String text) {
      StringBuilder separated = new StringBuilder(2 * text.length());
      text.codePoints().forEach(c -> separated.appendCodePoint(c).append(' '));
      return separated.toString();
    }
  },

  /** Splits at white space only, for text that is tokenised already. */
  NONE("none") {
    @Override
    String separate(String text) {
      return text;
    }
  };

  private static final Pattern AFTER_NON_DIGIT = Pattern.compile("(\\P{N})(\\p{P})");
  private static final Pattern BEFORE_NON_DIGIT = Pattern.compile("(\\p{P})(\\P{N})");
  private static final Pattern SYMBOL = Pattern.compile("\\p{S}");

  private final String signature;

  BleuTokenizer(String signature) {
    this.signature = signature;
  }

  /** The name in a signature: {@code 13a}, {@code intl}, {@code char} or {@code none}. */
  public String signature() {
    return signature;
  }

  /** The words of a sentence. */
  public List<String> tokenize(String sentence) {
    Arguments.given("sentence", sentence);
    return Whitespace.split(separate(Whitespace.stripTrailing(sentence)));
  }

  /** Puts spaces between words. */
  abstract String separate(String text);
}
