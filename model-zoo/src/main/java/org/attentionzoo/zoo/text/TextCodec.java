package org.attentionzoo.zoo.text;

import java.util.List;
import java.util.Objects;
import org.attentionzoo.layers.check.Arguments;

/**
 * From text to token ids and back: a tokenizer with the vocabulary of its tokens.
 *
 * @param tokenizer splits and joins
 * @param vocabulary numbers the tokens
 */
public record TextCodec(Tokenizer tokenizer, Vocabulary vocabulary) {

  /** Both are needed. */
  public TextCodec {
    Objects.requireNonNull(tokenizer, "tokenizer");
    Objects.requireNonNull(vocabulary, "vocabulary");
  }

  /**
   * The tokens of the sentence in a text ({@link Blanks#tidy}); none if it is blank. A no-break or
   * other typographic space that the vocabulary does not know is a space.
   */
  public List<String> tokenize(String text) {
    Arguments.given("text", text);
    String sentence = Blanks.tidy(text);
    List<String> tokens = tokenizer.tokenize(sentence);
    String plain = Blanks.withPlainSpaces(sentence);
    if (plain.equals(sentence) || tokens.stream().allMatch(vocabulary::contains)) {
      return tokens;
    }
    List<String> plainTokens = tokenizer.tokenize(plain);
    return knownMoreThanUnknown(plainTokens) > knownMoreThanUnknown(tokens) ? plainTokens : tokens;
  }

  private int knownMoreThanUnknown(List<String> tokens) {
    return tokens.stream().mapToInt(token -> vocabulary.contains(token) ? 1 : -1).sum();
  }

  /** Ids of a text, without begin and end; see {@link Vocabulary#encode}. */
  public int[] encode(String text) {
    return vocabulary.encode(tokenize(text));
  }

  /**
   * The sentence of ids up to the first end token; see {@link Vocabulary#decode}. It holds no line
   * break, whatever the tokens hold ({@link Blanks#tidy}).
   */
  public String decode(int[] ids) {
    Arguments.given("ids", ids);
    return Blanks.tidy(tokenizer.join(vocabulary.decode(ids)));
  }

  /** The tokens of a text as the model sees them: unknown ones are the unknown token. */
  public List<String> tokens(String text) {
    return vocabulary.decode(encode(text));
  }
}
