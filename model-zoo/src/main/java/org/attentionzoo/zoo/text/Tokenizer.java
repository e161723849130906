package org.attentionzoo.zoo.text;

import java.util.List;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
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

  /**
   * The tokenizer that goes with a vocabulary that has grown or shrunk: tokens that were added stay
   * whole, and those left out are cut further, as far as this kind of tokenizer keeps book of them.
   *
   * @param before the vocabulary that this tokenizer goes with
   * @param after the one that the new tokenizer will go with
   */
  default Tokenizer following(Vocabulary before, Vocabulary after) {
    Arguments.given("before", before);
    Arguments.given("after", after);
    return this;
  }

  /**
   * The tokenizer that cuts nothing because a vocabulary lacks it: it shows what could be added.
   */
  default Tokenizer whole() {
    return this;
  }

  /** Whether other words are spelled with this token, so that a vocabulary should not lose it. */
  default boolean spellsWith(String token) {
    Arguments.given("token", token);
    return false;
  }

  /** Joins tokens to a text; the inverse of {@link #tokenize} as far as the tokenizer allows. */
  String join(List<String> tokens);
}
