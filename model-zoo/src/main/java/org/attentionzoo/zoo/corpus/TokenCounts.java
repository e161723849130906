package org.attentionzoo.zoo.corpus;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;

/**
 * How often each token occurs on the two sides of a parallel text; what vocabularies ({@link
 * org.attentionzoo.zoo.text.Vocabulary#fromCounts}) and merges ({@link
 * org.attentionzoo.zoo.text.BpeLearner}) are made from.
 *
 * @param source counts on the source side
 * @param target counts on the target side
 */
public record TokenCounts(Map<String, Long> source, Map<String, Long> target)
    implements Serializable {

  /** Copies the counts. */
  public TokenCounts {
    Arguments.allGiven("source", source);
    Arguments.allGiven("target", target);
    source = Map.copyOf(source);
    target = Map.copyOf(target);
  }

  /**
   * Reads a text and counts.
   *
   * @param filter pairs it refuses are not counted
   * @throws IOException if the text cannot be read or is wrong; says where
   */
  public static TokenCounts of(ParallelText text, Tokenizers tokenizers, PairFilter filter)
      throws IOException {
    Arguments.given("text", text);
    Arguments.given("tokenizers", tokenizers);
    Arguments.given("filter", filter);
    Map<String, Long> source = new HashMap<>();
    Map<String, Long> target = new HashMap<>();
    try (SentencePairs pairs = text.open()) {
      for (SentencePair pair = pairs.next(); pair != null; pair = pairs.next()) {
        count(pair, tokenizers, filter, source, target);
      }
    }
    return new TokenCounts(source, target);
  }

  /** Counts in a part of a text; {@link #plus} puts parts together. */
  public static TokenCounts of(
      Iterable<SentencePair> pairs, Tokenizers tokenizers, PairFilter filter) {
    Arguments.given("pairs", pairs);
    Arguments.given("tokenizers", tokenizers);
    Arguments.given("filter", filter);
    Map<String, Long> source = new HashMap<>();
    Map<String, Long> target = new HashMap<>();
    for (SentencePair pair : pairs) {
      count(Arguments.given("pair", pair), tokenizers, filter, source, target);
    }
    return new TokenCounts(source, target);
  }

  /** The counts of two parts of a text together. */
  public TokenCounts plus(TokenCounts other) {
    Arguments.given("other", other);
    return new TokenCounts(sum(source, other.source), sum(target, other.target));
  }

  /** The counts of both sides together, for a joint vocabulary or joint merges. */
  public Map<String, Long> joint() {
    return sum(source, target);
  }

  private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
    Map<String, Long> sum = new HashMap<>(some);
    more.forEach((token, count) -> sum.merge(token, count, Long::sum));
    return sum;
  }

  private static void count(
      SentencePair pair,
      Tokenizers tokenizers,
      PairFilter filter,
      Map<String, Long> source,
      Map<String, Long> target) {
    if (!filter.tooManyCharacters(pair)) {
      count(tokenizers.source(), pair.source(), source);
      count(tokenizers.target(), pair.target(), target);
    }
  }

  private static void count(Tokenizer tokenizer, String text, Map<String, Long> counts) {
    for (String token : tokenizer.tokenize(text)) {
      counts.merge(token, 1L, Long::sum);
    }
  }
}
