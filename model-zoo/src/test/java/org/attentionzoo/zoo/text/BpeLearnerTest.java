package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BpeLearnerTest {

  @Test
  void theMostFrequentPairGoesFirst() {
    // The words of Sennrich et al. 2016, figure 1.
    Map<String, Integer> words = Map.of("low", 5, "lowest", 2, "newer", 6, "wider", 3);
    assertThat(lines(BpeLearner.learn(words, 4, 2)))
        .containsExactly("e r</w>", "l o", "w er</w>", "n e");
  }

  @Test
  void ofEquallyFrequentPairsTheGreaterTextGoesFirst() {
    assertThat(lines(BpeLearner.learn(Map.of("ax", 2, "bx", 2, "by", 2), 3, 2)))
        .containsExactly("b y</w>", "b x</w>", "a x</w>");
    // U+FF5E is below U+1F600, though its UTF-16 code unit is above.
    assertThat(lines(BpeLearner.learn(Map.of("～x", 2, "😀x", 2), 1, 2)))
        .containsExactly("😀 x</w>");
  }

  @Test
  void rarePairsAreNotMerged() {
    assertThat(lines(BpeLearner.learn(Map.of("ab", 3, "cd", 1), 10, 2))).containsExactly("a b</w>");
    assertThat(BpeLearner.learn(Map.of("a", 9), 10, 1).merges()).isEmpty();
  }

  @Test
  void repeatedSymbolsMergeFromTheLeft() {
    assertThat(lines(BpeLearner.learn(Map.of("aaaab", 5), 9, 1)))
        .containsExactly("a a", "aa b</w>", "aa aab</w>");
  }

  @Test
  void updatedCountsGiveWhatCountingAnewGives() {
    Random random = new Random(11);
    for (int round = 0; round < 30; round++) {
      Map<String, Long> words = new HashMap<>();
      for (int i = 0; i < 40; i++) {
        StringBuilder word = new StringBuilder();
        for (int length = 1 + random.nextInt(9); length > 0; length--) {
          word.append((char) ('a' + random.nextInt(3)));
        }
        words.merge(word.toString(), 1L + random.nextInt(4), Long::sum);
      }
      assertThat(lines(BpeLearner.learn(words, 15, 2))).isEqualTo(countedAnew(words, 15));
    }
  }

  @Test
  void badInputIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeLearner.learn(Map.of(), 1, 1))
        .withMessageContaining("no word");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeLearner.learn(Map.of("a", 1), 0, 2))
        .withMessageContaining("got 0 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeLearner.learn(Map.of("", 1), 1, 2))
        .withMessageContaining("empty");
  }

  /** Algorithm 1 of the paper word for word; a pair in aaa counts twice until it is merged. */
  private static List<String> countedAnew(Map<String, Long> counts, int merges) {
    Map<List<String>, Long> words = new HashMap<>();
    counts.forEach(
        (word, count) -> {
          List<String> symbols = new ArrayList<>(List.of(word.split("")));
          symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + "</w>");
          words.put(symbols, count);
        });
    List<String> learned = new ArrayList<>();
    Map<List<String>, Long> present = words;
    while (learned.size() < merges) {
      Map<Merge, Long> pairs = new HashMap<>();
      present.forEach(
          (word, count) -> {
            for (int i = 0; i + 1 < word.size(); i++) {
              pairs.merge(new Merge(word.get(i), word.get(i + 1)), count, Long::sum);
            }
          });
      Merge best = null;
      for (Merge pair : pairs.keySet()) {
        if (best == null || greater(pair, best, pairs)) {
          best = pair;
        }
      }
      if (best == null || pairs.get(best) < 2) {
        break;
      }
      learned.add(best.toString());
      Map<List<String>, Long> next = new HashMap<>();
      for (Map.Entry<List<String>, Long> word : present.entrySet()) {
        next.merge(merged(word.getKey(), best), word.getValue(), Long::sum);
      }
      present = next;
    }
    return learned;
  }

  private static boolean greater(Merge a, Merge b, Map<Merge, Long> counts) {
    int byCount = Long.compare(counts.get(a), counts.get(b));
    int byLeft = a.left().compareTo(b.left());
    return byCount != 0
        ? byCount > 0
        : byLeft != 0 ? byLeft > 0 : a.right().compareTo(b.right()) > 0;
  }

  private static List<String> merged(List<String> word, Merge merge) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < word.size(); i++) {
      boolean here =
          i + 1 < word.size()
              && word.get(i).equals(merge.left())
              && word.get(i + 1).equals(merge.right());
      result.add(here ? merge.merged() : word.get(i));
      i += here ? 1 : 0;
    }
    return result;
  }

  private static List<String> lines(BpeMerges merges) {
    return merges.merges().stream().map(Merge::toString).toList();
  }
}
