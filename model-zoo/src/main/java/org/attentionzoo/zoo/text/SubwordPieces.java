package org.attentionzoo.zoo.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;

/**
 * How a word is written in pieces, as subword-nmt does: every piece but the last ends in {@value
 * #SEPARATOR}. A piece may be a byte of UTF-8, written {@code <0xC3>}.
 */
final class SubwordPieces {

  static final String SEPARATOR = "@@";

  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");

  private SubwordPieces() {}

  /**
   * Puts words together again; bytes that are no UTF-8, which only a model makes, become U+FFFD.
   */
  static List<String> glue(List<String> tokens) {
    List<String> words = new ArrayList<>(tokens.size());
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    boolean open = false;
    for (String token : tokens) {
      open = token.endsWith(SEPARATOR);
      String piece = body(token);
      Matcher hex = BYTE.matcher(piece);
      if (hex.matches()) {
        word.write(Integer.parseInt(hex.group(1), 16));
      } else {
        word.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
      }
      if (!open) {
        words.add(word.toString(StandardCharsets.UTF_8));
        word.reset();
      }
    }
    if (open) {
      words.add(word.toString(StandardCharsets.UTF_8));
    }
    return words;
  }

  /** Adds the token of a piece, cut in two where the token would be taken for something else. */
  static void add(String piece, boolean last, List<String> tokens) {
    int cut = piece.length() - 1;
    if (isMistakable(piece, last)) {
      tokens.add(piece.substring(0, cut) + SEPARATOR);
      add(piece.substring(cut), last, tokens);
    } else {
      tokens.add(last ? piece : piece + SEPARATOR);
    }
  }

  /** Whether a piece of text, written as a token, looks like an unfinished word or like a byte. */
  static boolean isMistakable(String piece, boolean last) {
    return (last && piece.endsWith(SEPARATOR)) || isByte(piece);
  }

  /** A token without the separator. */
  static String body(String token) {
    return token.endsWith(SEPARATOR)
        ? token.substring(0, token.length() - SEPARATOR.length())
        : token;
  }

  /** Whether a token is a character or a byte, at the end of a word or before it. */
  static boolean isSmallest(String token) {
    String body = body(Arguments.given("token", token));
    return body.codePointCount(0, body.length()) == 1 || isByte(body);
  }

  /** Whether a token without separator is a byte. */
  static boolean isByte(String body) {
    return BYTE.matcher(body).matches();
  }

  /** The token of a byte. */
  static String ofByte(int value) {
    return String.format(Locale.ROOT, "<0x%02X>", value & 0xFF);
  }

  /** Tokens of every byte that UTF-8 uses, where a word goes on and where it may end. */
  static List<String> allBytes() {
    List<String> tokens = new ArrayList<>();
    IntStream.rangeClosed(0x00, 0xF4)
        .filter(value -> value != 0xC0 && value != 0xC1)
        .forEach(
            value -> {
              tokens.add(ofByte(value) + SEPARATOR);
              if (value < 0xC0) {
                tokens.add(ofByte(value));
              }
            });
    return List.copyOf(tokens);
  }
}
