package org.attentionzoo.zoo.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonCreator;

/**
 * Words, numbers and single marks, by the word boundaries of Unicode (Standard Annex 29, with ICU's
 * dictionaries for Chinese, Japanese, Thai and other scripts without spaces).
 *
 * <p>{@link #join} gives exactly the text back. For that, a token that touches its neighbour
 * carries the joiner ￭ (U+FFED) on that side, as in OpenNMT's tokenizer: marks rather than words
 * carry it. Only a single space between two tokens goes without saying.
 *
 * <pre>
 * Don't touch (hot)!  →  Don't  touch  (￭  hot  ￭)  ￭!
 * a  b                →  a  ￭％0020％0020￭  b
 * </pre>
 *
 * <p>Other white space, and a joiner or ％ (U+FF05) in the text itself, is written as ％ and four
 * hexadecimal digits.
 */
public final class WordTokenizer implements Tokenizer {

  /** The {@link #name()} of this tokenizer. */
  public static final String NAME = "words";

  static final String JOINER = "\uFFED";
  private static final char ESCAPE = '\uFF05';
  private static final Pattern ESCAPED = Pattern.compile(ESCAPE + "([0-9a-f]{4})");

  /** Cloned for each text, because a break iterator has a state. */
  private static final BreakIterator WORDS = BreakIterator.getWordInstance(ULocale.ROOT);

  /** A tokenizer; it has no options. */
  @JsonCreator
  public WordTokenizer() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokenize(String text) {
    Arguments.given("text", text);
    List<Piece> pieces = pieces(text);
    List<String> tokens = new ArrayList<>(pieces.size());
    boolean attached = false; // does the piece touch the token before it?
    boolean joined = true; // does a joiner say so already?
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (piece.text.equals(" ") && i > 0 && i < pieces.size() - 1) {
        attached = false;
        continue;
      }
      boolean nextTouches =
          i + 1 < pieces.size() && !(pieces.get(i + 1).text.equals(" ") && i + 2 < pieces.size());
      boolean leftJoiner = attached && !joined;
      boolean rightJoiner = nextTouches && !piece.word && pieces.get(i + 1).word;
      tokens.add((leftJoiner ? JOINER : "") + escape(piece.text) + (rightJoiner ? JOINER : ""));
      attached = true;
      joined = rightJoiner;
    }
    return tokens;
  }

  @Override
  public String join(List<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    StringBuilder text = new StringBuilder();
    boolean joined = true;
    for (String token : tokens) {
      boolean left = token.startsWith(JOINER);
      boolean right = token.endsWith(JOINER);
      if (!joined && !left) {
        text.append(' ');
      }
      // A token that is nothing but a joiner, which only a model makes, joins and adds nothing.
      int start = left ? 1 : 0;
      text.append(
          unescape(token.substring(start, Math.max(start, token.length() - (right ? 1 : 0)))));
      joined = right;
    }
    return text.toString();
  }

  /** A word, a mark or a run of white space. */
  private record Piece(String text, boolean word) {}

  private static List<Piece> pieces(String text) {
    BreakIterator words = (BreakIterator) WORDS.clone();
    words.setText(text);
    List<Piece> pieces = new ArrayList<>();
    int start = words.first();
    int blanks = 0; // start of a run of white space
    for (int end = words.next(); end != BreakIterator.DONE; start = end, end = words.next()) {
      String piece = text.substring(start, end);
      if (piece.chars().allMatch(WordTokenizer::isBlank)) {
        continue;
      }
      if (blanks < start) {
        pieces.add(new Piece(text.substring(blanks, start), false));
      }
      pieces.add(new Piece(piece, words.getRuleStatus() >= BreakIterator.WORD_NONE_LIMIT));
      blanks = end;
    }
    if (blanks < text.length()) {
      pieces.add(new Piece(text.substring(blanks), false));
    }
    return pieces;
  }

  private static boolean isBlank(int character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }

  private static String escape(String piece) {
    if (piece.chars().noneMatch(WordTokenizer::isEscaped)) {
      return piece;
    }
    StringBuilder escaped = new StringBuilder();
    piece
        .chars()
        .forEach(
            c -> {
              if (isEscaped(c)) {
                escaped.append(ESCAPE).append("%04x".formatted(c));
              } else {
                escaped.append((char) c);
              }
            });
    return escaped.toString();
  }

  private static boolean isEscaped(int character) {
    return character == ESCAPE || character == JOINER.charAt(0) || isBlank(character);
  }

  private static String unescape(String piece) {
    return piece.indexOf(ESCAPE) < 0
        ? piece
        : ESCAPED
            .matcher(piece)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        Character.toString(Integer.parseInt(match.group(1), 16))));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WordTokenizer;
  }

  @Override
  public int hashCode() {
    return NAME.hashCode();
  }
}
