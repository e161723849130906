package org.attentionzoo.zoo.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;

/**
 * BPE dropout (Provilkov, Emelianenko, Voita 2020): each time a sentence is trained with, its words
 * are cut into other pieces, as merges are left out at random. Here that is done to token ids, so
 * that neither text nor tokenizer is needed.
 *
 * <p>The pieces of a word are glued together and cut anew. What is no piece of text stays: special
 * tokens, the unknown one, bytes. So does a word of which a new piece is not in the vocabulary;
 * {@link #count} says which pieces one needs so that this does not happen.
 */
public final class BpeDropout {

  /**
   * Characters beyond which it is no word: in it nearly all merges apply in the end, as each round
   * is another chance for those that were left out, and the rounds take time.
   */
  private static final int LONGEST = 1_000;

  private final BpeMerges merges;
  private final Vocabulary vocabulary;
  private final double probability;

  /** The text of each id; null where it is no piece of text. */
  private final String[] bodies;

  private final boolean[] last;

  /**
   * @param merges cut the words
   * @param vocabulary numbers their pieces
   * @param probability of leaving out a merge, 0 to below 1; the paper has 0.1
   * @throws IllegalArgumentException if the probability is out of range
   */
  public BpeDropout(BpeMerges merges, Vocabulary vocabulary, double probability) {
    Arguments.given("merges", merges);
    Arguments.given("vocabulary", vocabulary);
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "The probability must be 0 to below 1, got " + probability);
    }
    this.merges = Objects.requireNonNull(merges, "merges");
    this.vocabulary = vocabulary;
    this.probability = probability;
    this.bodies = new String[vocabulary.size()];
    this.last = new boolean[vocabulary.size()];
    for (int id = Vocabulary.SPECIAL_TOKENS.size(); id < bodies.length; id++) {
      String token = vocabulary.token(id);
      String body = SubwordPieces.body(token);
      bodies[id] = body.isEmpty() || SubwordPieces.isByte(body) ? null : body;
      last[id] = body.length() == token.length();
    }
  }

  /**
   * How often words occur that can be cut so that a piece appears: what a vocabulary needs beside
   * the pieces that the merges make without dropout.
   *
   * @param words how often each word occurs
   * @param merges cut the words
   */
  public static Map<String, Long> count(Map<String, ? extends Number> words, BpeMerges merges) {
    Arguments.allGiven("words", words);
    Arguments.given("merges", merges);
    Map<String, Long> counts = new HashMap<>();
    words.forEach(
        (word, count) ->
            PossiblePieces.of(word, merges)
                .forEach(token -> counts.merge(token, count.longValue(), Long::sum)));
    return counts;
  }

  /**
   * The same sentence in other pieces.
   *
   * @param ids of the pieces of its words
   * @param random decides which merges are left out
   */
  public int[] vary(int[] ids, RandomGenerator random) {
    Arguments.given("ids", ids);
    Arguments.given("random", random);
    for (int id : ids) {
      Arguments.within("id", id, 0, bodies.length - 1);
    }
    IntStream.Builder varied = IntStream.builder();
    StringBuilder word = new StringBuilder();
    int begin = 0; // of the word
    for (int i = 0; i < ids.length; i++) {
      String body = bodies[ids[i]];
      if (body != null) {
        word.append(body);
      }
      if (body == null || last[ids[i]]) {
        int[] usual = Arrays.copyOfRange(ids, begin, i + 1);
        IntStream.of(body == null ? usual : cut(word.toString(), usual, random))
            .forEach(varied::add);
        word.setLength(0);
        begin = i + 1;
      }
    }
    IntStream.of(Arrays.copyOfRange(ids, begin, ids.length)).forEach(varied::add);
    return varied.build().toArray();
  }

  private int[] cut(String word, int[] usual, RandomGenerator random) {
    if (word.length() > LONGEST) {
      return usual;
    }
    List<String> symbols = merges.segment(word, probability, random);
    int[] pieces = new int[symbols.size()];
    for (int i = 0; i < pieces.length; i++) {
      String symbol = symbols.get(i);
      String token = i < pieces.length - 1 ? symbol + SubwordPieces.SEPARATOR : symbol;
      // A strict vocabulary would complain of unknown tokens
      pieces[i] = vocabulary.contains(token) ? vocabulary.id(token) : Vocabulary.UNK;
      if (bodies[pieces[i]] == null) {
        return usual;
      }
    }
    return pieces;
  }
}
