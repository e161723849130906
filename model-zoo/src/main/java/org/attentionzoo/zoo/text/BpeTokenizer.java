package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Byte-pair encoding (Sennrich, Haddow, Birch 2016): another tokenizer makes words, and {@link
 * BpeMerges} make subwords of them. Tokens are those of subword-nmt: {@code viel@@ er}.
 *
 * <p>A word that itself ends in {@code @@}, or looks like the piece of a byte, would be taken for a
 * piece when joining; it is cut before its last character ({@code a@@ -> a@@@ @}), so that joining
 * gives it back.
 */
public final class BpeTokenizer implements Tokenizer {

  /** The {@link #name()} of this tokenizer. */
  public static final String NAME = "bpe";

  /** Words whose subwords are kept: more than the words of most languages' daily use. */
  private static final int CACHE = 200_000;

  /** Longer words are rare: they are not kept. */
  private static final int LONGEST_CACHED = 100;

  @JsonProperty private final Tokenizer words;
  @JsonProperty private final BpeMerges merges;

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private final Set<String> known;

  private final Map<String, List<String>> cache = new ConcurrentHashMap<>();

  /**
   * @param words makes the words
   * @param merges makes subwords of them
   */
  public BpeTokenizer(Tokenizer words, BpeMerges merges) {
    this(words, merges, null);
  }

  @JsonCreator
  private BpeTokenizer(
      @JsonProperty(value = "words", required = true) Tokenizer words,
      @JsonProperty(value = "merges", required = true) BpeMerges merges,
      @JsonProperty("known") Set<String> known) {
    this.words = Objects.requireNonNull(words, "words");
    this.merges = Objects.requireNonNull(merges, "merges");
    this.known = known == null ? null : new TreeSet<>(known);
  }

  /**
   * The same encoding, but a subword that is rare in this language is split further, down to
   * characters if need be (subword-nmt's {@code --vocabulary-threshold}). With joint merges this
   * keeps subwords of the other language out.
   *
   * @param counts how often each token occurs, see {@link Vocabulary#count}
   * @param threshold a token that occurs less often is split, at least 1
   */
  public BpeTokenizer restricted(Map<String, ? extends Number> counts, long threshold) {
    Arguments.allGiven("counts", counts);
    if (threshold < 1) {
      throw new IllegalArgumentException("threshold must be at least 1, got " + threshold);
    }
    Set<String> kept = new TreeSet<>();
    counts.forEach(
        (token, count) -> {
          if (count.longValue() >= threshold) {
            kept.add(token);
          }
        });
    return new BpeTokenizer(words, merges, kept);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The merges. */
  public BpeMerges merges() {
    return merges;
  }

  @Override
  public List<String> tokenize(String text) {
    Arguments.given("text", text);
    List<String> tokens = new ArrayList<>();
    words.tokenize(text).forEach(word -> tokens.addAll(subwords(word)));
    return tokens;
  }

  private List<String> subwords(String word) {
    List<String> cached = cache.get(word);
    if (cached != null) {
      return cached;
    }
    List<String> symbols = merges.segment(word);
    List<String> subwords = new ArrayList<>(symbols.size());
    for (int i = 0; i < symbols.size(); i++) {
      split(symbols.get(i), i == symbols.size() - 1, subwords);
    }
    if (word.length() <= LONGEST_CACHED && cache.size() < CACHE) {
      cache.put(word, List.copyOf(subwords));
    }
    return subwords;
  }

  /** Adds a symbol, or what it was merged from where it is not known. */
  private void split(String symbol, boolean last, List<String> subwords) {
    String token = last ? symbol : symbol + SubwordPieces.SEPARATOR;
    Merge origin = known == null || known.contains(token) ? null : merges.origin(symbol, last);
    if (origin == null) {
      SubwordPieces.add(symbol, last, subwords);
      return;
    }
    split(origin.left(), false, subwords);
    split(origin.right(), last, subwords);
  }

  @Override
  public boolean lowerCases() {
    return words.lowerCases();
  }

  @Override
  public Optional<BpeMerges> bpeMerges() {
    return Optional.of(merges);
  }

  /** A piece that was left out is cut further; without any, every piece stays known. */
  @Override
  public Tokenizer following(Vocabulary before, Vocabulary after) {
    Tokenizer inner = words.following(before, after);
    if (known == null) {
      boolean lost = !before.tokens().stream().allMatch(after::contains);
      return new BpeTokenizer(inner, merges, lost ? new TreeSet<>(after.tokens()) : null);
    }
    return new BpeTokenizer(inner, merges, KnownTokens.following(known, before, after));
  }

  @Override
  public Tokenizer whole() {
    return new BpeTokenizer(words.whole(), merges);
  }

  @Override
  public boolean spellsWith(String token) {
    return SubwordPieces.isSmallest(token);
  }

  @Override
  public String join(List<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    return words.join(SubwordPieces.glue(tokens));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BpeTokenizer that
        && words.equals(that.words)
        && merges.equals(that.merges)
        && Objects.equals(known, that.known);
  }

  @Override
  public int hashCode() {
    return Objects.hash(words, merges, known);
  }
}
