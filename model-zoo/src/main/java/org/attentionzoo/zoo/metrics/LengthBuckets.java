package org.attentionzoo.zoo.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;

/**
 * Scores of a corpus by sentence length, as in Bahdanau et al. 2014, figure 2: sentences of similar
 * length are a corpus of their own.
 *
 * @param upperBounds longest length of each bucket but the last, which has no limit; increasing
 */
public record LengthBuckets(List<Integer> upperBounds) {

  /** No limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /**
   * @throws IllegalArgumentException if a bound is below 1 or not above the one before it
   */
  public LengthBuckets {
    Arguments.allGiven("upperBounds", upperBounds);
    upperBounds = List.copyOf(upperBounds);
    int last = 0;
    for (int bound : upperBounds) {
      if (bound <= last) {
        throw new IllegalArgumentException(
            "Bounds of lengths must be at least 1 and increase, got " + upperBounds);
      }
      last = bound;
    }
  }

  /** Buckets with these longest lengths, and one for everything longer. */
  public static LengthBuckets upTo(Integer... upperBounds) {
    Arguments.allGiven("upperBounds", upperBounds);
    return new LengthBuckets(List.of(upperBounds));
  }

  /**
   * The sentences of a length.
   *
   * @param from shortest length
   * @param to longest length, or {@link #UNLIMITED}
   * @param sentences number of sentences
   * @param score of these sentences
   */
  public record Bucket(int from, int to, int sentences, MetricValue score) {}

  /**
   * Scores each bucket that has sentences, shortest first.
   *
   * @param lengths length of each sentence; 0 counts with the shortest
   * @param hypotheses see {@link TextMetric#corpus}
   * @param references see {@link TextMetric#corpus}
   * @throws IllegalArgumentException if the numbers differ; see {@link TextMetric#corpus}
   */
  public List<Bucket> score(
      TextMetric metric,
      int[] lengths,
      List<String> hypotheses,
      List<? extends List<String>> references) {
    Arguments.given("metric", metric);
    Arguments.given("lengths", lengths);
    Arguments.given("hypotheses", hypotheses);
    if (lengths.length != hypotheses.size()) {
      throw new IllegalArgumentException(
          lengths.length + " lengths for " + hypotheses.size() + " translations");
    }
    TextMetric.check(hypotheses, references);
    List<Bucket> buckets = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= upperBounds.size(); i++) {
      int shortest = from;
      int longest = i < upperBounds.size() ? upperBounds.get(i) : UNLIMITED;
      int[] members =
          IntStream.range(0, lengths.length)
              .filter(n -> lengths[n] >= shortest && lengths[n] <= longest)
              .toArray();
      if (members.length > 0) {
        MetricValue score =
            metric.corpus(
                chosen(hypotheses, members),
                references.stream().map(stream -> chosen(stream, members)).toList());
        buckets.add(new Bucket(Math.max(1, shortest), longest, members.length, score));
      }
      from = longest == UNLIMITED ? longest : longest + 1;
    }
    return buckets;
  }

  private static List<String> chosen(List<String> sentences, int[] members) {
    return IntStream.of(members).mapToObj(sentences::get).toList();
  }
}
