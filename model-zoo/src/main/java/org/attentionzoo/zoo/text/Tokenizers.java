package org.attentionzoo.zoo.text;

import java.util.Objects;

/**
 * The tokenizers of the two sides of a model.
 *
 * @param source of what goes in
 * @param target of what comes out
 */
public record Tokenizers(Tokenizer source, Tokenizer target) {

  /** Both are needed; they may be the same. */
  public Tokenizers {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
  }
}
