package org.attentionzoo.zoo.text;

import java.util.List;

/** Splits text into the tokens a {@link Vocabulary} knows, and joins tokens to text again. */
public interface Tokenizer {

  /**
   * A stable name, stored beside a saved model so that the same tokenizer is used after loading.
   */
  String name();

  /** Splits a text; never null, empty for an empty text. */
  List<String> tokenize(String text);

  /** Joins tokens to a text; the inverse of {@link #tokenize} as far as the tokenizer allows. */
  String join(List<String> tokens);
}
