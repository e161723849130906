package org.attentionzoo.zoo.text;

import java.util.List;
import java.util.Optional;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/**
 * Splits text into the tokens a {@link Vocabulary} knows, and joins tokens to text again. Several
 * threads may use a tokenizer at once.
 *
 * <p>{@link CharacterTokenizer}, {@link WordTokenizer}, {@link WhitespaceTokenizer} and {@link
 * SentencePieceTokenizer} split text; {@link BpeTokenizer}, {@link NormalizingTokenizer} and {@link
 * FallbackTokenizer} put something around another tokenizer. {@link TokenizerJson} stores them; the
 * type names below are part of saved models.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(name = CharacterTokenizer.NAME, value = CharacterTokenizer.class),
  @JsonSubTypes.Type(name = WordTokenizer.NAME, value = WordTokenizer.class),
  @JsonSubTypes.Type(name = WhitespaceTokenizer.NAME, value = WhitespaceTokenizer.class),
  @JsonSubTypes.Type(name = BpeTokenizer.NAME, value = BpeTokenizer.class),
  @JsonSubTypes.Type(name = "normalizing", value = NormalizingTokenizer.class),
  @JsonSubTypes.Type(name = "fallback", value = FallbackTokenizer.class),
  @JsonSubTypes.Type(name = "marking", value = MarkingTokenizer.class),
  @JsonSubTypes.Type(name = SentencePieceTokenizer.NAME, value = SentencePieceTokenizer.class),
})
public interface Tokenizer {

  /**
   * A stable name, stored beside a saved model so that the same tokenizer is used after loading.
   */
  String name();

  /** Splits a text; never null, empty for an empty text. */
  List<String> tokenize(String text);

  /** Whether text loses its capitals, so that {@link #join} gives lower case only. */
  default boolean lowerCases() {
    return false;
  }

  /** The merges that make pieces of words, if byte-pair encoding does so. */
  default Optional<BpeMerges> bpeMerges() {
    return Optional.empty();
  }

  /** Joins tokens to a text; the inverse of {@link #tokenize} as far as the tokenizer allows. */
  String join(List<String> tokens);
}
