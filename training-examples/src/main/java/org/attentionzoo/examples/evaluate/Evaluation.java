package org.attentionzoo.examples.evaluate;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.examples.report.Scores;
import org.attentionzoo.examples.report.Scores.LengthBucket;
import org.attentionzoo.examples.report.Scores.Metric;
import org.attentionzoo.zoo.metrics.BleuTokenizer;
import org.attentionzoo.zoo.metrics.LengthBuckets;
import org.attentionzoo.zoo.metrics.LengthBuckets.Bucket;
import org.attentionzoo.zoo.metrics.MetricValue;
import org.attentionzoo.zoo.metrics.TokenStatistics;

/**
 * What was found out about translations.
 *
 * @param scores of the corpus
 * @param byLength BLEU by words in the source, empty without sources
 * @param tokens under teacher forcing, or null for translations from a file
 */
record Evaluation(List<MetricValue> scores, List<Bucket> byLength, TokenStatistics tokens) {

  /** Compares translations with the references. */
  static Evaluation of(
      TestSet test, List<String> translations, ScoringOptions options, TokenStatistics tokens) {
    List<MetricValue> scores =
        options.metrics().stream()
            .map(metric -> metric.corpus(translations, test.references()))
            .toList();
    List<Bucket> byLength =
        test.sources().isEmpty()
            ? List.of()
            : options
                .buckets()
                .score(options.bleu(), words(test.sources()), translations, test.references());
    return new Evaluation(scores, byLength, tokens);
  }

  /** Words as WMT counts them, whatever the model's tokens are: models stay comparable. */
  private static int[] words(List<String> sources) {
    return sources.stream().mapToInt(s -> BleuTokenizer.V13A.tokenize(s).size()).toArray();
  }

  void print(PrintWriter out) {
    scores.forEach(out::println);
    if (tokens != null) {
      out.printf(
          Locale.ROOT,
          "teacher-forced perplexity %.3f, token accuracy %.2f %% of %,d target tokens\n",
          tokens.perplexity(),
          100 * tokens.accuracy(),
          tokens.tokens());
    }
    if (!byLength.isEmpty()) {
      out.println("words in the source  sentences   BLEU");
      buckets()
          .forEach(
              b ->
                  out.printf(
                      Locale.ROOT, "%19s  %,9d %6.2f\n", b.label(), b.sentences(), b.bleu()));
    }
    out.flush();
  }

  private List<LengthBucket> buckets() {
    return byLength.stream()
        .map(
            b ->
                new LengthBucket(
                    b.from(),
                    b.to() == LengthBuckets.UNLIMITED ? null : b.to(),
                    b.sentences(),
                    b.score().value()))
        .toList();
  }

  /**
   * As the report reads it.
   *
   * @param decoding null for translations from a file
   * @param seconds null for translations from a file
   */
  Scores record(String model, TestSet test, String decoding, Double seconds) {
    return new Scores(
        model,
        test.name(),
        test.size(),
        decoding,
        seconds,
        scores.stream().map(s -> new Metric(s.name(), s.value(), s.signature())).toList(),
        tokens == null ? null : tokens.perplexity(),
        tokens == null ? null : tokens.accuracy(),
        buckets());
  }
}
