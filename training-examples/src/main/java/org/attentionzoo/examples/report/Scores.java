package org.attentionzoo.examples.report;

import java.util.List;
import java.util.Objects;

/**
 * How good translations are: {@code scores.json}. What was not measured is null.
 *
 * @param model the name to show
 * @param testSet what was translated, such as the name of its file
 * @param sentences number of sentences
 * @param decoding how the translations were searched for, or null for translations from a file
 * @param seconds time of translating, or null for translations from a file
 * @param corpus the scores of the whole corpus, each with its signature
 * @param perplexity teacher-forced perplexity per target token, end tokens included
 * @param tokenAccuracy share of target tokens, 0 to 1, that are the most probable one when all
 *     before them are given
 * @param byLength BLEU by the number of words in the source, shortest first
 */
public record Scores(
    String model,
    String testSet,
    int sentences,
    String decoding,
    Double seconds,
    List<Metric> corpus,
    Double perplexity,
    Double tokenAccuracy,
    List<LengthBucket> byLength) {

  public Scores {
    corpus = List.copyOf(Objects.requireNonNull(corpus, "corpus is missing"));
    byLength = List.copyOf(Objects.requireNonNull(byLength, "byLength is missing"));
  }

  /**
   * One score of a corpus.
   *
   * @param name such as "BLEU" or "chrF2"
   * @param value 0 to 100 (TER: 0 and above)
   * @param signature everything needed to compute it again, as sacreBLEU prints it
   */
  public record Metric(String name, double value, String signature) {}

  /**
   * The sentences whose sources are about as long.
   *
   * @param from fewest words in the source
   * @param to most words in the source; null for no limit
   * @param sentences number of sentences
   * @param bleu their corpus BLEU
   */
  public record LengthBucket(int from, Integer to, int sentences, double bleu) {

    /** Such as "11–20" or "51+". */
    public String label() {
      return to == null ? from + "+" : from == to ? Integer.toString(from) : from + "–" + to;
    }
  }
}
