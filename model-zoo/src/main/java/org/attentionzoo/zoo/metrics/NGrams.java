package org.attentionzoo.zoo.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts of the n-grams of one order. */
final class NGrams {

  private NGrams() {}

  /** N-grams of words; words hold no space, so a joined n-gram stands for one list only. */
  static Map<String, Integer> ofWords(List<String> words, int n) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= words.size(); i++) {
      counts.merge(String.join(" ", words.subList(i, i + n)), 1, Integer::sum);
    }
    return counts;
  }

  /** N-grams of Unicode code points. */
  static Map<String, Integer> ofCharacters(int[] codePoints, int n) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= codePoints.length; i++) {
      counts.merge(new String(codePoints, i, n), 1, Integer::sum);
    }
    return counts;
  }

  static int total(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many n-grams of the first are in the second, none counted more often than it is there. */
  static int matches(Map<String, Integer> counts, Map<String, Integer> others) {
    int matches = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      matches += Math.min(entry.getValue(), others.getOrDefault(entry.getKey(), 0));
    }
    return matches;
  }
}
