package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;

/**
 * Learns {@link BpeMerges} from word counts (Sennrich, Haddow, Birch 2016, algorithm 1): again and
 * again the most frequent pair of neighbouring symbols becomes one symbol. Of equally frequent
 * pairs the one that is greater as text goes first, so the result is that of subword-nmt.
 *
 * <p>Counts of pairs are kept up to date instead of counted anew, and only words that contain the
 * merged pair are looked at.
 */
public final class BpeLearner {

  private final List<String> symbols = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<int[]> words = new ArrayList<>();
  private final List<Long> frequencies = new ArrayList<>();
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>(best());

  private BpeLearner() {}

  /**
   * Learns merges.
   *
   * @param wordCounts how often each word occurs, see {@link Vocabulary#count}; for joint merges,
   *     in both languages together
   * @param merges how many to learn at most, at least 1
   * @param minFrequency a pair that occurs less often is not merged; subword-nmt's default is 2
   * @throws IllegalArgumentException if there is no word, or a number is below 1
   */
  public static BpeMerges learn(
      Map<String, ? extends Number> wordCounts, int merges, long minFrequency) {
    Arguments.allGiven("wordCounts", wordCounts);
    if (merges < 1 || minFrequency < 1) {
      throw new IllegalArgumentException(
          "merges and minFrequency must be at least 1, got %d and %d"
              .formatted(merges, minFrequency));
    }
    if (wordCounts.isEmpty()) {
      throw new IllegalArgumentException("There is no word to learn merges from");
    }
    BpeLearner learner = new BpeLearner();
    wordCounts.forEach((word, count) -> learner.add(word, count.longValue()));
    learner.pairs.values().forEach(learner::enqueue);
    List<Merge> learned = new ArrayList<>();
    while (learned.size() < merges) {
      Pair pair = learner.mostFrequent();
      if (pair == null || pair.count < minFrequency) {
        break;
      }
      learned.add(new Merge(learner.symbols.get(pair.left), learner.symbols.get(pair.right)));
      learner.merge(pair);
    }
    return new BpeMerges(learned);
  }

  /** Two neighbouring symbols, how often they occur, and the words where they do or did. */
  private static final class Pair {
    final int left;
    final int right;
    long count;
    int[] in = new int[2];
    int size;

    Pair(int left, int right) {
      this.left = left;
      this.right = right;
    }

    void addWord(int word) {
      if (size > 0 && in[size - 1] == word) {
        return;
      }
      if (size == in.length) {
        in = Arrays.copyOf(in, 2 * size);
      }
      in[size++] = word;
    }
  }

  /** A pair as it stood when it was put into the queue; its count may have fallen since. */
  private record Candidate(Pair pair, long count) {}

  private Comparator<Candidate> best() {
    return (a, b) -> {
      if (a.count != b.count) {
        return Long.compare(b.count, a.count);
      }
      int left = compare(symbols.get(b.pair.left), symbols.get(a.pair.left));
      return left != 0 ? left : compare(symbols.get(b.pair.right), symbols.get(a.pair.right));
    };
  }

  /** By code points: {@link String#compareTo} has surrogates below U+E000. */
  private static int compare(String a, String b) {
    int i = 0;
    int shorter = Math.min(a.length(), b.length());
    while (i < shorter && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (i == shorter) {
      return Integer.compare(a.length(), b.length());
    }
    if (Character.isLowSurrogate(a.charAt(i)) && i > 0) {
      i--;
    }
    return Integer.compare(a.codePointAt(i), b.codePointAt(i));
  }

  private void add(String word, long frequency) {
    int[] characters = word.codePoints().toArray();
    if (characters.length == 0) {
      throw new IllegalArgumentException("A word to learn merges from is empty");
    }
    int[] symbolIds = new int[characters.length];
    for (int i = 0; i < characters.length; i++) {
      String end = i == characters.length - 1 ? BpeMerges.END_OF_WORD : "";
      symbolIds[i] = id(Character.toString(characters[i]) + end);
    }
    words.add(symbolIds);
    frequencies.add(frequency);
    for (int i = 0; i + 1 < symbolIds.length; i++) {
      change(symbolIds[i], symbolIds[i + 1], words.size() - 1, frequency);
    }
  }

  private int id(String symbol) {
    return ids.computeIfAbsent(
        symbol,
        added -> {
          symbols.add(added);
          return symbols.size() - 1;
        });
  }

  private Pair change(int left, int right, int word, long by) {
    Pair pair = pairs.computeIfAbsent(((long) left << 32) | right, key -> new Pair(left, right));
    pair.count += by;
    if (by > 0) {
      pair.addWord(word);
    }
    return pair;
  }

  private void enqueue(Pair pair) {
    queue.add(new Candidate(pair, pair.count));
  }

  /**
   * Counts that rise are put into the queue at once; one that fell is put back when it comes up.
   */
  private Pair mostFrequent() {
    for (Candidate best = queue.poll(); best != null; best = queue.poll()) {
      Pair pair = best.pair;
      if (pair.count == best.count) {
        return pair;
      }
      if (pair.count < best.count && pair.count > 0) {
        enqueue(pair);
      }
    }
    return null;
  }

  private void merge(Pair pair) {
    int merged = id(symbols.get(pair.left) + symbols.get(pair.right));
    Set<Pair> risen = new HashSet<>();
    for (int word : Arrays.copyOf(pair.in, pair.size)) {
      int[] before = words.get(word);
      int[] after = replaced(before, pair, merged);
      if (after.length < before.length) {
        words.set(word, after);
        discount(before, pair, word);
        count(after, merged, word, risen);
      }
    }
    pair.count = 0;
    pair.size = 0;
    risen.forEach(this::enqueue);
  }

  private static int[] replaced(int[] word, Pair pair, int merged) {
    int[] result = new int[word.length];
    int size = 0;
    for (int i = 0; i < word.length; size++) {
      boolean here = i + 1 < word.length && word[i] == pair.left && word[i + 1] == pair.right;
      result[size] = here ? merged : word[i];
      i += here ? 2 : 1;
    }
    return Arrays.copyOf(result, size);
  }

  /** In A B C D, where B C is merged, A B and C D are gone; in B C B C, C B only once. */
  private void discount(int[] word, Pair pair, int place) {
    long frequency = frequencies.get(place);
    int i = 0;
    while (i + 1 < word.length) {
      boolean here = word[i] == pair.left && word[i + 1] == pair.right;
      if (here && i > 0) {
        change(word[i - 1], word[i], place, -frequency);
      }
      boolean again = i + 3 < word.length && word[i + 2] == pair.left && word[i + 3] == pair.right;
      if (here && i + 2 < word.length && !again) {
        change(word[i + 1], word[i + 2], place, -frequency);
      }
      i += here ? 2 : 1;
    }
  }

  /** In A BC D, A BC and BC D are new; in BC BC, the pair only once. */
  private void count(int[] word, int merged, int place, Set<Pair> risen) {
    long frequency = frequencies.get(place);
    for (int i = 0; i < word.length; i++) {
      if (word[i] != merged) {
        continue;
      }
      if (i > 0) {
        risen.add(change(word[i - 1], merged, place, frequency));
      }
      if (i + 1 < word.length && word[i + 1] != merged) {
        risen.add(change(merged, word[i + 1], place, frequency));
      }
    }
  }
}
