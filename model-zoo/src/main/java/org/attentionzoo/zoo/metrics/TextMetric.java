package org.attentionzoo.zoo.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.attentionzoo.layers.check.Arguments;

/**
 * A metric that compares translations with what people wrote. Each sentence has its statistics, and
 * the score of a corpus is computed from their sums. Immutable.
 */
public abstract sealed class TextMetric permits Bleu, ChrF, Ter {

  /** The sacreBLEU release whose numbers these are; the last part of every signature. */
  static final String SACREBLEU_VERSION = "2.5.1";

  TextMetric() {}

  /**
   * Scores a corpus.
   *
   * @param hypotheses a translation for each sentence; may be empty texts
   * @param references one or more references for each sentence: {@code references.get(r).get(n)} is
   *     the r-th for sentence n. An empty text is an empty reference, as in sacreBLEU since 2.2;
   *     null means that there is none.
   * @throws IllegalArgumentException if there are no sentences or no references, their numbers
   *     differ, or a sentence has no reference
   */
  public final MetricValue corpus(
      List<String> hypotheses, List<? extends List<String>> references) {
    check(hypotheses, references);
    Set<Integer> counts = new TreeSet<>();
    double[] sums = null;
    for (int n = 0; n < hypotheses.size(); n++) {
      List<String> ofSentence = references(references, n);
      counts.add(ofSentence.size());
      double[] statistics = statistics(hypotheses.get(n), ofSentence);
      sums = sums == null ? statistics : added(sums, statistics);
    }
    String count = counts.size() == 1 ? counts.iterator().next().toString() : "var";
    return score(sums, "nrefs:" + count + '|' + settings() + "|version:" + SACREBLEU_VERSION);
  }

  /**
   * Scores one sentence.
   *
   * @param references one or more
   * @throws IllegalArgumentException if there is no reference
   */
  public final MetricValue sentence(String hypothesis, List<String> references) {
    Arguments.given("hypothesis", hypothesis);
    Arguments.allGiven("references", references);
    return corpus(List.of(hypothesis), references.stream().map(List::of).toList());
  }

  /** What of a sentence goes into the sums; references are one or more. */
  abstract double[] statistics(String hypothesis, List<String> references);

  /** The score of summed statistics. */
  abstract MetricValue score(double[] sums, String signature);

  /** The settings as a part of the signature. */
  abstract String settings();

  private static List<String> references(List<? extends List<String>> references, int n) {
    List<String> ofSentence = new ArrayList<>();
    for (List<String> stream : references) {
      if (stream.get(n) != null) {
        ofSentence.add(stream.get(n));
      }
    }
    if (ofSentence.isEmpty()) {
      throw new IllegalArgumentException("Sentence " + (n + 1) + " has no reference");
    }
    return ofSentence;
  }

  private static double[] added(double[] sums, double[] statistics) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += statistics[i];
    }
    return sums;
  }

  static void check(List<String> hypotheses, List<? extends List<String>> references) {
    Arguments.allGiven("hypotheses", hypotheses);
    Arguments.allGiven("references", references);
    if (hypotheses.isEmpty()) {
      throw new IllegalArgumentException("There are no sentences to score");
    }
    if (references.isEmpty()) {
      throw new IllegalArgumentException("There are no references to compare with");
    }
    for (int r = 0; r < references.size(); r++) {
      if (references.get(r).size() != hypotheses.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%d sentences in reference %d of %d for %d translations",
                references.get(r).size(),
                r + 1,
                references.size(),
                hypotheses.size()));
      }
    }
  }
}
