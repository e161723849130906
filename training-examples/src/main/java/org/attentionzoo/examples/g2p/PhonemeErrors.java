package org.attentionzoo.examples.g2p;

import java.util.Arrays;
import java.util.Collection;

/**
 * How wrong answers are. Of several pronunciations of a word the one that is closest to the answer
 * counts.
 *
 * @param words number of words
 * @param wrong words whose answer is none of their pronunciations
 * @param edits insertions, deletions and substitutions of phonemes that mend all answers
 * @param phonemes number of phonemes in the pronunciations that counted
 */
record PhonemeErrors(int words, int wrong, long edits, long phonemes) {

  static final PhonemeErrors NONE = new PhonemeErrors(0, 0, 0, 0);

  /** With one more word. */
  PhonemeErrors plus(String answer, Collection<String> pronunciations) {
    String[] answered = split(answer);
    int best = Integer.MAX_VALUE;
    int length = 0;
    for (String pronunciation : pronunciations) {
      String[] right = split(pronunciation);
      int distance = distance(answered, right);
      if (distance < best) {
        best = distance;
        length = right.length;
      }
    }
    return new PhonemeErrors(
        words + 1, wrong + (best > 0 ? 1 : 0), edits + best, phonemes + length);
  }

  /** Share of words answered wrong, in percent. */
  double wordErrorRate() {
    return 100.0 * wrong / words;
  }

  /** Edits per phoneme, in percent. */
  double phonemeErrorRate() {
    return 100.0 * edits / phonemes;
  }

  private static String[] split(String phonemes) {
    return phonemes.isBlank() ? new String[0] : phonemes.strip().split("\\s+");
  }

  /** Levenshtein distance, row by row. */
  private static int distance(String[] a, String[] b) {
    int[] row = new int[b.length + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length; j++) {
        int substituted = diagonal + (a[i - 1].equals(b[j - 1]) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length];
  }
}
