package org.attentionzoo.zoo.text;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.util.Locale;
import java.util.Optional;

/** Guesses in which encoding text is that is no UTF-8. */
final class TextEncoding {

  /** Bytes to look at. */
  static final int SAMPLE = 1 << 13;

  /** Bytes beyond ASCII from which ICU cannot tell one language's encoding from another's. */
  private static final int FEW = 12;

  private TextEncoding() {}

  /** What to say about bytes that are no UTF-8. */
  static String advice(byte[] sample) {
    int special = 0;
    boolean windows = false; // which has marks where Latin-1 has control characters
    for (byte value : sample) {
      special += value < 0 ? 1 : 0;
      windows |= (value & 0xE0) == 0x80;
    }
    CharsetMatch match = special < FEW ? null : new CharsetDetector().setText(sample).detect();
    return advice(match != null ? match.getName() : windows ? "windows-1252" : "ISO-8859-1");
  }

  /** The same where the encoding is known. */
  static String advice(String encoding) {
    return String.format(
        Locale.ROOT,
        "; it looks like %s, which \"iconv -f %s -t UTF-8\" converts",
        encoding,
        encoding);
  }

  /** The encoding of text in units of two bytes, by a mark at its beginning or by its zeros. */
  static Optional<String> ofPairs(byte[] text, int length) {
    if (length < 2) {
      return Optional.empty();
    }
    int mark = (text[0] & 0xFF) << 8 | (text[1] & 0xFF);
    int[] zeros = new int[2]; // at even places, at odd ones
    int looked = Math.min(length, SAMPLE) & ~1;
    for (int i = 0; i < looked; i++) {
      zeros[i & 1] += text[i] == 0 ? 1 : 0;
    }
    // The other byte of a Latin letter, a space or a line break is zero
    boolean little = mark == 0xFFFE || (zeros[1] > looked / 8 && zeros[0] == 0);
    boolean big = mark == 0xFEFF || (zeros[0] > looked / 8 && zeros[1] == 0);
    return little ? Optional.of("UTF-16LE") : big ? Optional.of("UTF-16BE") : Optional.empty();
  }
}
