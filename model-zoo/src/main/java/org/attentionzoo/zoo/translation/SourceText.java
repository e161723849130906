package org.attentionzoo.zoo.translation;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.text.TextCodec;

/**
 * A text to translate, divided into what a model reads.
 *
 * @param number of the text among others, counted from 1: errors name it, and what is drawn for the
 *     text depends on it
 * @param text as it was given
 * @param tokens S of them; none where there is nothing to read
 */
public record SourceText(long number, String text, List<String> tokens) {

  /**
   * @throws IllegalArgumentException if something is null
   */
  public SourceText {
    Arguments.given("text", text);
    tokens = List.copyOf(Arguments.allGiven("tokens", tokens));
  }

  /** Divides a text. */
  public static SourceText of(TextCodec codec, long number, String text) {
    Arguments.given("codec", codec);
    return new SourceText(number, text, codec.tokenize(text));
  }

  /** Whether there is nothing to read. */
  public boolean isBlank() {
    return tokens.isEmpty();
  }
}
