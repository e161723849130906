package org.attentionzoo.zoo.text;

import java.util.Locale;

/** What a token is. */
public enum TokenUnit {
  /** Pieces of words, made by byte-pair encoding ({@link BpeTokenizer}). */
  BPE,
  /** Words and punctuation marks ({@link WordTokenizer}). */
  WORD,
  /** What white space separates, as in text that is tokenised already. */
  WHITESPACE,
  /** Characters. */
  CHARACTER;

  /** As on a command line: {@code bpe}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
