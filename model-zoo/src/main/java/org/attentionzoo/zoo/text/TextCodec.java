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

  /** Ids of a text, without begin and end; see {@link Vocabulary#encode}. */
  public int[] encode(String text) {
    Arguments.given("text", text);
    return vocabulary.encode(tokenizer.tokenize(text));
  }

  /** The text of ids up to the first end token; see {@link Vocabulary#decode}. */
  public String decode(int[] ids) {
    Arguments.given("ids", ids);
    return tokenizer.join(vocabulary.decode(ids));
  }

  /** The tokens of a text as the model sees them: unknown ones are the unknown token. */
  public List<String> tokens(String text) {
    return vocabulary.decode(encode(text));
  }
}
