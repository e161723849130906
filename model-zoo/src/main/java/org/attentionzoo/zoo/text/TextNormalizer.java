package org.attentionzoo.zoo.text;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Removes differences that a reader cannot see: Unicode form NFC, every kind of space (no-break,
 * narrow, tab …) is an ordinary space, invisible format characters (such as direction marks) and
 * spaces at both ends go. Spaces inside the text keep their number.
 *
 * <p>Locale data writes the same date with different spaces in different versions, and pasted text
 * brings any of them, so both training texts and the texts to translate pass through here.
 */
public final class TextNormalizer {

  private static final Pattern SPACE = Pattern.compile("[\\p{Z}\\s]");
  private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");

  private TextNormalizer() {}

  /** The normal form of a text; a normal form stays as it is. */
  public static String normalize(String text) {
    String visible = INVISIBLE.matcher(text).replaceAll("");
    String spaced = SPACE.matcher(visible).replaceAll(" ");
    return Normalizer.normalize(spaced, Normalizer.Form.NFC).strip();
  }
}
