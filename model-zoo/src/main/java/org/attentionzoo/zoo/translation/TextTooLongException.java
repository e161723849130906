package org.attentionzoo.zoo.translation;

import java.util.Locale;

/** A text has more tokens than a {@link Translator} takes. */
public final class TextTooLongException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final long number;
  private final int tokens;
  private final long most;
  private final boolean model;

  TextTooLongException(long number, int tokens, long most, boolean model) {
    super(
        String.format(
            Locale.ROOT,
            model
                ? "text %d has %,d tokens, but the model reads at most %,d"
                : "text %d has %,d tokens, more than the longest allowed, %,d",
            number,
            tokens,
            most));
    this.number = number;
    this.tokens = tokens;
    this.most = most;
    this.model = model;
  }

  /** Number of the text, counted from 1. */
  public long number() {
    return number;
  }

  /** How many tokens it has. */
  public int tokens() {
    return tokens;
  }

  /** How many it may have. */
  public long most() {
    return most;
  }

  /** Whether the model cannot read more, rather than {@link Translator#longest(int)}. */
  public boolean isModelsLimit() {
    return model;
  }
}
