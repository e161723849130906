package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;

/**
 * The tokens a model knows, numbered from 0. Immutable.
 *
 * <p>The first four ids are the same in every vocabulary: {@link #PAD} 0, {@link #UNK} 1, {@link
 * #BOS} 2, {@link #EOS} 3. A token outside the vocabulary is encoded as {@code UNK}, or is an error
 * that names it where the vocabulary is {@link #strict() strict}.
 */
public final class Vocabulary {

  /** Id of the padding token, which fills short rows of a batch and is always masked. */
  public static final int PAD = 0;

  /** Id that stands for every token outside the vocabulary. */
  public static final int UNK = 1;

  /** Id of the begin-of-sequence token, the first input of a decoder. */
  public static final int BOS = 2;

  /** Id of the end-of-sequence token, the last label of a decoder. */
  public static final int EOS = 3;

  /** The special tokens as text, in the order of their ids. */
  public static final List<String> SPECIAL_TOKENS = List.of("<pad>", "<unk>", "<s>", "</s>");

  private final List<String> tokens;
  private final Map<String, Integer> ids;
  private final boolean strict;

  /** All tokens in the order of their ids, special tokens included. */
  Vocabulary(List<String> tokens, boolean strict) {
    this.tokens = List.copyOf(tokens);
    this.ids = numbered(this.tokens);
    this.strict = strict;
  }

  /**
   * A vocabulary of the special tokens followed by the given ones, in their order.
   *
   * @throws IllegalArgumentException if a token is empty or occurs twice
   */
  public static Vocabulary of(Collection<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    List<String> all = new ArrayList<>(SPECIAL_TOKENS);
    all.addAll(tokens);
    return new Vocabulary(all, false);
  }

  /**
   * The most frequent tokens, most frequent first, equal counts in {@link String#compareTo} order:
   * the same counts always give the same ids.
   *
   * @param counts how often each token occurs; special tokens in it are passed over
   * @param minFrequency tokens that occur less often are left out, at least 1
   * @param maxSize largest size of the vocabulary, the four special tokens included
   * @throws IllegalArgumentException if {@code minFrequency < 1} or {@code maxSize < 5}
   */
  public static Vocabulary fromCounts(
      Map<String, ? extends Number> counts, long minFrequency, int maxSize) {
    return fromCounts(counts, minFrequency, maxSize, List.of());
  }

  /**
   * As {@link #fromCounts(Map, long, int)}, but with tokens that are there whatever their counts:
   * they follow the special tokens, in their order.
   *
   * @param required such as language tags, or {@link FallbackTokenizer#required()}
   * @throws IllegalArgumentException if {@code minFrequency < 1} or there is no room for a token
   *     beside the special and the required ones
   */
  public static Vocabulary fromCounts(
      Map<String, ? extends Number> counts,
      long minFrequency,
      int maxSize,
      Collection<String> required) {
    Arguments.allGiven("counts", counts);
    Arguments.allGiven("required", required);
    if (minFrequency < 1) {
      throw new IllegalArgumentException("minFrequency must be at least 1, got " + minFrequency);
    }
    long room = (long) maxSize - SPECIAL_TOKENS.size() - required.size();
    if (room < 1) {
      throw new IllegalArgumentException(
          "maxSize must leave room for a token beside the %d special and %d required tokens, got %d"
              .formatted(SPECIAL_TOKENS.size(), required.size(), maxSize));
    }
    Comparator<Map.Entry<String, ? extends Number>> byCount =
        Comparator.comparingLong(entry -> -entry.getValue().longValue());
    Set<String> passedOver = new HashSet<>(SPECIAL_TOKENS);
    passedOver.addAll(required);
    List<String> kept = new ArrayList<>(required);
    counts.entrySet().stream()
        .filter(entry -> entry.getValue().longValue() >= minFrequency)
        .filter(entry -> !passedOver.contains(entry.getKey()))
        .sorted(byCount.thenComparing(Map.Entry::getKey))
        .limit(room)
        .forEach(entry -> kept.add(entry.getKey()));
    return of(kept);
  }

  /** Counts the tokens of texts, for {@link #fromCounts}. */
  public static Map<String, Long> count(Iterable<String> texts, Tokenizer tokenizer) {
    Arguments.allGiven("texts", texts);
    Arguments.given("tokenizer", tokenizer);
    Map<String, Long> counts = new HashMap<>();
    for (String text : texts) {
      for (String token : tokenizer.tokenize(text)) {
        counts.merge(token, 1L, Long::sum);
      }
    }
    return counts;
  }

  /** The same vocabulary, in which {@link #id} of an unknown token is an error. */
  public Vocabulary strict() {
    return strict ? this : new Vocabulary(tokens, true);
  }

  /** Whether an unknown token is an error. */
  public boolean isStrict() {
    return strict;
  }

  /** Number of tokens, special tokens included; every id is below it. */
  public int size() {
    return tokens.size();
  }

  /** All tokens in the order of their ids. */
  public List<String> tokens() {
    return tokens;
  }

  /** Whether the token has an id of its own. */
  public boolean contains(String token) {
    Arguments.given("token", token);
    return ids.containsKey(token);
  }

  /**
   * The id of a token, {@link #UNK} if it is unknown.
   *
   * @throws IllegalArgumentException if it is unknown and the vocabulary is strict
   */
  public int id(String token) {
    Integer id = ids.get(Objects.requireNonNull(token, "token"));
    if (id != null) {
      return id;
    }
    if (strict) {
      throw new IllegalArgumentException(
          "No entry for " + quoted(token) + " in a strict vocabulary of " + size() + " tokens");
    }
    return UNK;
  }

  /**
   * The token with an id.
   *
   * @throws IllegalArgumentException if the id is negative or not below {@link #size()}
   */
  public String token(int id) {
    if (id < 0 || id >= size()) {
      throw new IllegalArgumentException(
          "Token id " + id + " is outside the vocabulary of " + size() + " tokens");
    }
    return tokens.get(id);
  }

  /**
   * The ids of tokens; nothing is added at either end. A text cannot bring special tokens in: one
   * that is written like a special token is unknown.
   *
   * @throws IllegalArgumentException if a token is unknown and the vocabulary is strict
   */
  public int[] encode(List<String> text) {
    Arguments.allGiven("text", text);
    return text.stream().mapToInt(this::textId).toArray();
  }

  private int textId(String token) {
    int id = id(token);
    if (id >= SPECIAL_TOKENS.size()) {
      return id;
    }
    if (strict) {
      throw new IllegalArgumentException("The text contains the special token " + quoted(token));
    }
    return UNK;
  }

  /**
   * The tokens of ids up to the first {@link #EOS}, without {@link #PAD} and {@link #BOS}. {@link
   * #UNK} stays visible.
   *
   * @throws IllegalArgumentException if an id is outside the vocabulary
   */
  public List<String> decode(int[] text) {
    Arguments.given("text", text);
    List<String> decoded = new ArrayList<>(text.length);
    for (int id : text) {
      String token = token(id);
      if (id == EOS) {
        break;
      }
      if (id != PAD && id != BOS) {
        decoded.add(token);
      }
    }
    return decoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that && strict == that.strict && tokens.equals(that.tokens);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tokens, strict);
  }

  @Override
  public String toString() {
    return "Vocabulary(" + size() + " tokens" + (strict ? ", strict)" : ")");
  }

  /** Checks the tokens and numbers them. */
  private static Map<String, Integer> numbered(List<String> tokens) {
    for (int id = 0; id < SPECIAL_TOKENS.size(); id++) {
      String special = SPECIAL_TOKENS.get(id);
      String found = id < tokens.size() ? quoted(tokens.get(id)) : "nothing";
      if (id >= tokens.size() || !tokens.get(id).equals(special)) {
        throw new IllegalArgumentException(
            "Special token " + quoted(special) + " is missing at id " + id + ", found " + found);
      }
    }
    Map<String, Integer> ids = new HashMap<>(2 * tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      if (token.isEmpty()) {
        throw new IllegalArgumentException("The token with id " + id + " is empty");
      }
      Integer first = ids.putIfAbsent(token, id);
      if (first != null) {
        throw new IllegalArgumentException(
            "Token " + quoted(token) + " occurs twice, with id " + first + " and id " + id);
      }
    }
    return Map.copyOf(ids);
  }

  private static String quoted(String token) {
    return '"' + token + '"';
  }
}
