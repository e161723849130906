package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * One token per Unicode code point, except for a given set of multi-character symbols (such as a
 * language tag), each of which is one token wherever it occurs.
 *
 * <p>A lone surrogate, which is no character, becomes U+FFFD.
 */
public final class CharacterTokenizer implements Tokenizer {

  /** The {@link #name()} of this tokenizer. */
  public static final String NAME = "character";

  /** Longest first, so that no symbol hides a longer one that starts with it. */
  @JsonProperty private final List<String> symbols;

  /** A tokenizer without multi-character symbols. */
  public CharacterTokenizer() {
    this(List.of());
  }

  /**
   * @param symbols strings of at least one character that stay whole
   * @throws IllegalArgumentException if a symbol is empty
   */
  @JsonCreator
  public CharacterTokenizer(
      @JsonProperty(value = "symbols", required = true) Iterable<String> symbols) {
    Arguments.allGiven("symbols", symbols);
    TreeSet<String> sorted =
        new TreeSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(String::compareTo));
    for (String symbol : symbols) {
      if (symbol.isEmpty()) {
        throw new IllegalArgumentException("A symbol of a character tokenizer is empty");
      }
      sorted.add(symbol);
    }
    this.symbols = List.copyOf(sorted);
  }

  /**
   * The tokenizer that made a character vocabulary: its tokens of several characters, special
   * tokens aside, are the symbols.
   */
  public static CharacterTokenizer of(Vocabulary vocabulary) {
    Arguments.given("vocabulary", vocabulary);
    return new CharacterTokenizer(
        vocabulary.tokens().stream()
            .skip(Vocabulary.SPECIAL_TOKENS.size())
            .filter(token -> token.codePointCount(0, token.length()) > 1)
            .toList());
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The multi-character symbols, longest first. */
  public List<String> symbols() {
    return symbols;
  }

  @Override
  public List<String> tokenize(String text) {
    Objects.requireNonNull(text, "text");
    List<String> tokens = new ArrayList<>(text.length());
    for (int i = 0; i < text.length(); ) {
      String token = tokenAt(text, i);
      i += token.length();
      tokens.add(isLoneSurrogate(token) ? "\uFFFD" : token);
    }
    return tokens;
  }

  /** A token of several characters is a symbol. */
  @Override
  public Tokenizer following(Vocabulary before, Vocabulary after) {
    return new CharacterTokenizer(
        KnownTokens.following(symbols, before, after).stream()
            .filter(token -> symbols.contains(token) || token.codePointCount(0, token.length()) > 1)
            .toList());
  }

  @Override
  public String join(List<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    return String.join("", tokens);
  }

  private String tokenAt(String text, int index) {
    for (String symbol : symbols) {
      if (text.startsWith(symbol, index)) {
        return symbol;
      }
    }
    return Character.toString(text.codePointAt(index));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CharacterTokenizer that && symbols.equals(that.symbols);
  }

  @Override
  public int hashCode() {
    return symbols.hashCode();
  }

  private static boolean isLoneSurrogate(String token) {
    return token.length() == 1 && Character.isSurrogate(token.charAt(0));
  }
}
