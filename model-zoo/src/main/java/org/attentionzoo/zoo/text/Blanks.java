package org.attentionzoo.zoo.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import org.attentionzoo.layers.check.Arguments;

/**
 * What of a text is blank: decided once, for all that reads or writes sentences, in training as in
 * translation.
 *
 * <p>A sentence has no white space at its ends, nor the byte order marks and zero-width spaces that
 * files put together bring there. Within it a run of white space counts once: it is a space, but
 * for a single no-break or other typographic one, which may have a meaning. So a sentence holds no
 * line break of any kind and no tab. Text in which a reader would see nothing is no sentence.
 */
public final class Blanks {

  private static final int ZERO_WIDTH_SPACE = 0x200B;
  private static final int BYTE_ORDER_MARK = 0xFEFF;
  private static final int NEXT_LINE = 0x85;

  private Blanks() {}

  /** The sentence in a text; empty where a reader would see nothing. */
  public static String tidy(String text) {
    int length = Arguments.given("text", text).length();
    StringBuilder tidied = new StringBuilder(length);
    for (int i = 0; i < length; ) {
      int end = endOfGap(text, i);
      if (end > i) {
        if (i > 0 && end < length) {
          tidied.append(gap(text.substring(i, end)));
        }
        i = end;
      } else {
        tidied.append(text.charAt(i++));
      }
    }
    String sentence = tidied.toString();
    return sentence.codePoints().allMatch(Blanks::isInvisible) ? "" : sentence;
  }

  /** Whether a reader would see nothing of a text. */
  public static boolean isBlank(String text) {
    return Arguments.given("text", text).codePoints().allMatch(Blanks::isInvisible);
  }

  /** The text with every kind of white space as a space. */
  static String withPlainSpaces(String text) {
    StringBuilder plain = new StringBuilder(text);
    for (int i = 0; i < plain.length(); i++) {
      if (isSpace(plain.charAt(i))) {
        plain.setCharAt(i, ' ');
      }
    }
    return plain.toString();
  }

  /** White space in the sense of Unicode, or of Java and Python, all line breaks among it. */
  static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == NEXT_LINE;
  }

  private static int endOfGap(String text, int start) {
    int end = start;
    while (end < text.length() && (isSpace(text.charAt(end)) || isZeroWidth(text.charAt(end)))) {
      end++;
    }
    return end;
  }

  /** What stands for a gap between visible characters. */
  private static String gap(String gap) {
    boolean onlyZeroWidth = gap.chars().allMatch(Blanks::isZeroWidth);
    boolean oneTypographic =
        gap.length() == 1 && Character.getType(gap.charAt(0)) == Character.SPACE_SEPARATOR;
    return onlyZeroWidth || oneTypographic ? gap : " ";
  }

  private static boolean isZeroWidth(int codePoint) {
    return codePoint == ZERO_WIDTH_SPACE || codePoint == BYTE_ORDER_MARK;
  }

  private static boolean isInvisible(int codePoint) {
    return isSpace(codePoint)
        || Character.getType(codePoint) == Character.CONTROL
        || Character.getType(codePoint) == Character.FORMAT
        || UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
  }
}
