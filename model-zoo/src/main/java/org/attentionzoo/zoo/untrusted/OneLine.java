package org.attentionzoo.zoo.untrusted;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * Text from a file as part of an error message: one line without control characters, and not longer
 * than a person reads.
 */
public final class OneLine {

  /** Characters that a line has at most. */
  public static final int LONGEST = 400;

  private OneLine() {}

  /** White space becomes a blank; other characters that print nothing become {@code \\u001b}. */
  public static String of(String text) {
    Arguments.given("text", text);
    StringBuilder line = new StringBuilder();
    int end = 0;
    while (end < text.length() && line.length() < LONGEST) {
      int c = text.codePointAt(end);
      end += Character.charCount(c);
      if (c == '\n' || c == '\r' || c == '\t') {
        c = ' ';
      }
      if (isInvisible(c)) {
        line.append(String.format(Locale.ROOT, "\\u%04x", c));
      } else if (c != ' ' || line.isEmpty() || line.charAt(line.length() - 1) != ' ') {
        line.appendCodePoint(c);
      }
    }
    return end < text.length() ? line + "…" : line.toString();
  }

  /** Whether a text holds nothing that would change a line or what else a screen shows. */
  public static boolean isPlain(String text) {
    return Arguments.given("text", text).codePoints().noneMatch(OneLine::isInvisible);
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** What went wrong, without the names of exceptions where they have something to say. */
  public static String reason(Throwable e) {
    Arguments.given("e", e);
    if (e instanceof NullPointerException) {
      return "a value is missing";
    }
    if (e instanceof ClassCastException || e instanceof ArrayStoreException) {
      return "a value is of the wrong kind";
    }
    String message = e.getMessage();
    if (message != null && e.getCause() instanceof JsonProcessingException) {
      message = JsonLimits.withoutSource(message);
    }
    return message == null || message.isBlank() ? "it holds what no model has" : message;
  }
}
