package org.attentionzoo.zoo.translation;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * One translated text.
 *
 * @param source the text that was given
 * @param sourceTokens what the model read, S tokens
 * @param targetTokens what it answered, without the end token
 * @param text the answer as text
 * @param hypothesis the answer as the search found it
 */
public record Translation(
    String source,
    List<String> sourceTokens,
    List<String> targetTokens,
    String text,
    Hypothesis hypothesis) {

  /**
   * @throws IllegalArgumentException if something is null
   */
  public Translation {
    Arguments.given("source", source);
    sourceTokens = List.copyOf(Arguments.allGiven("sourceTokens", sourceTokens));
    targetTokens = List.copyOf(Arguments.allGiven("targetTokens", targetTokens));
    Arguments.given("text", text);
    Arguments.given("hypothesis", hypothesis);
  }

  /**
   * All that the model wrote: the tokens and, if it ended the sentence by itself, the end token.
   */
  public List<String> writtenTokens() {
    List<String> written = new ArrayList<>(targetTokens);
    if (hypothesis.finished()) {
      written.add(Vocabulary.SPECIAL_TOKENS.get(Vocabulary.EOS));
    }
    return written;
  }
}
