package org.attentionzoo.examples.report;

/** Text in HTML, SVG and scripts. */
public final class Html {

  private Html() {}

  /** Text as the content of an element or a quoted attribute. */
  public static String text(String text) {
    return text.replace("&", "&amp;")
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
