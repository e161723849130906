package org.attentionzoo.zoo.text;

import java.util.List;
import java.util.regex.Pattern;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonCreator;

/**
 * Tokens as they stand in text that is tokenised already: what lies between runs of spaces, tabs
 * and line breaks. Joined with single spaces, so runs of several spaces do not come back.
 */
public final class WhitespaceTokenizer implements Tokenizer {

  /** The {@link #name()} of this tokenizer. */
  public static final String NAME = "whitespace";

  private static final Pattern BLANKS = Pattern.compile("[ \t\r\n]+");

  /** A tokenizer; it has no options. */
  @JsonCreator
  public WhitespaceTokenizer() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokenize(String text) {
    Arguments.given("text", text);
    return BLANKS.splitAsStream(text).filter(token -> !token.isEmpty()).toList();
  }

  @Override
  public String join(List<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    return String.join(" ", tokens);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WhitespaceTokenizer;
  }

  @Override
  public int hashCode() {
    return NAME.hashCode();
  }
}
