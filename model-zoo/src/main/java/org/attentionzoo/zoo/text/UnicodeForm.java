package org.attentionzoo.zoo.text;

import java.text.Normalizer;

/** A Unicode normalization form (Unicode Standard Annex 15). */
public enum UnicodeForm {
  /** Text stays as it is. */
  NONE,
  /** Composed characters: e and a combining acute accent become é. */
  NFC,
  /** As NFC, and compatibility characters become plain ones: ﬁ becomes fi, Ａ becomes A. */
  NFKC;

  String normalize(String text) {
    return switch (this) {
      case NONE -> text;
      case NFC -> Normalizer.normalize(text, Normalizer.Form.NFC);
      case NFKC -> Normalizer.normalize(text, Normalizer.Form.NFKC);
    };
  }
}
