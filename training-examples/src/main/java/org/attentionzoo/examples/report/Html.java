package org.attentionzoo.examples.report;

import java.util.regex.Pattern;

/** Text in HTML, SVG and scripts. */
public final class Html {

  private Html() {}

  /** What neither HTML nor XML can hold, however it is written. */
  private static final Pattern FORBIDDEN =
      Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x{D800}-\\x{DFFF}\\x{FFFE}\\x{FFFF}]");

  /** Text as the content of an element or a quoted attribute. */
  public static String text(String text) {
    return FORBIDDEN
        .matcher(text)
        .replaceAll("\uFFFD")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** JSON as the content of a script element, which no text in it can end. */
  static String json(String json) {
    return json.replace("<", "\\u003c");
  }
}
