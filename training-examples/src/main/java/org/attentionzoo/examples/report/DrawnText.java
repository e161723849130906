package org.attentionzoo.examples.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.Locale;
import java.util.PrimitiveIterator;
import org.attentionzoo.zoo.text.Blanks;

/**
 * Text in a picture. A font draws boxes for characters that it lacks, all the same; here they are
 * written as code points, {@code U+4E2D+6587}, and so is what nobody would see.
 */
final class DrawnText {

  private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

  private static final String JOINER = "\uFFED"; // of the words' tokenizer
  private static final String VISIBLE_JOINER = "▪"; // which more fonts have
  private static final String ELLIPSIS = "…";

  private DrawnText() {}

  /** A token. */
  static String token(String token, Font font) {
    return token.equals(" ") ? "␣" : visible(token, font, Blanks.isBlank(token));
  }

  /** A sentence, on one line. */
  static String sentence(String sentence, Font font) {
    return visible(Blanks.tidy(sentence), font, false);
  }

  private static String visible(String text, Font font, boolean allAsCodePoints) {
    String plain = font.canDisplay(JOINER.charAt(0)) ? text : text.replace(JOINER, VISIBLE_JOINER);
    StringBuilder visible = new StringBuilder();
    boolean named = false; // was the character before written as a code point?
    for (PrimitiveIterator.OfInt all = plain.codePoints().iterator(); all.hasNext(); ) {
      int codePoint = all.nextInt();
      boolean drawn =
          !allAsCodePoints
              && !Character.isISOControl(codePoint)
              && !(named && Character.getType(codePoint) == Character.FORMAT)
              && font.canDisplay(codePoint);
      if (drawn) {
        visible.appendCodePoint(codePoint);
      } else {
        visible.append(String.format(Locale.ROOT, "%s%04X", named ? "+" : "U+", codePoint));
      }
      named = !drawn;
    }
    return visible.toString();
  }

  /** Its width in pixels. */
  static int width(String text, Font font) {
    return (int) Math.ceil(font.getStringBounds(text, SMOOTH).getWidth());
  }

  /** The text, or as much of its beginning as has room, and an ellipsis. */
  static String fit(String text, Font font, int pixels) {
    if (width(text, font) <= pixels) {
      return text;
    }
    int end = text.length();
    while (end > 0 && width(text.substring(0, end) + ELLIPSIS, font) > pixels) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + ELLIPSIS;
  }
}
