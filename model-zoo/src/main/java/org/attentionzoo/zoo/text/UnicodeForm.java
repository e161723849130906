package org.attentionzoo.zoo.text;

import java.text.Normalizer;

/** What is done to the characters of a text: mostly a form of Unicode Standard Annex 15. */
public enum UnicodeForm {
  /** Text stays as it is. */
  NONE,
  /** Composed characters: e and a combining acute accent become é. */
  NFC,
  /** As NFC, and compatibility characters become plain ones: ﬁ becomes fi, Ａ becomes A. */
  NFKC,
  /**
   * As NFC, and what a reader cannot see goes ({@link TextNormalizer}): every kind of space is an
   * ordinary one, direction marks and the like are no more.
   */
  VISIBLE;

  String normalize(String text) {
    return switch (this) {
      case NONE -> text;
      case NFC -> Normalizer.normalize(text, Normalizer.Form.NFC);
      case NFKC -> Normalizer.normalize(text, Normalizer.Form.NFKC);
      // a mark that goes may leave two spaces
      case VISIBLE -> Blanks.tidy(TextNormalizer.normalize(text));
    };
  }
}
