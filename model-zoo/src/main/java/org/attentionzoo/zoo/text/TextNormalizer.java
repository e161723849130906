package org.attentionzoo.zoo.text;

import java.text.Normalizer;
import org.attentionzoo.layers.check.Arguments;

/**
 * Removes differences that a reader cannot see: Unicode form NFC, every kind of space (no-break,
 * narrow, tab …) is an ordinary space, invisible format characters (such as direction marks) and
 * spaces at both ends go. Spaces inside the text keep their number.
 *
 * <p>Locale data writes the same date with different spaces in different versions, and pasted text
 * brings any of them, so both training texts and the texts to translate pass through here.
 */
public final class TextNormalizer {

  private TextNormalizer() {}

  /** The normal form of a text; a normal form stays as it is. */
  public static String normalize(String text) {
    Arguments.given("text", text);
    StringBuilder spaced = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(c -> spaced.appendCodePoint(isSpace(c) ? ' ' : c));
    return Normalizer.normalize(spaced, Normalizer.Form.NFC).strip();
  }

  private static boolean isSpace(int codePoint) {
    return Character.isSpaceChar(codePoint) || (codePoint >= '\t' && codePoint <= '\r');
  }
}
