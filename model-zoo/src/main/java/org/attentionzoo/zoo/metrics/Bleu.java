package org.attentionzoo.zoo.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.attentionzoo.layers.check.Arguments;

/**
 * BLEU (Papineni et al. 2002): the geometric mean of the precisions of word n-grams, times a
 * penalty for translations that are too short. Equal to sacreBLEU's. Immutable; every option
 * returns a changed copy.
 *
 * <pre>{@code
 * MetricValue score = Bleu.standard().lowercase(true).corpus(translations, List.of(references));
 * }</pre>
 *
 * @see <a href="https://aclanthology.org/P02-1040">Papineni et al. 2002</a>
 */
public final class Bleu extends TextMetric {

  private static final int ORDERS = 4;

  private final BleuTokenizer tokenizer;
  private final Smoothing smoothing;
  private final boolean lowercase;
  private final boolean effectiveOrder;

  private Bleu(
      BleuTokenizer tokenizer, Smoothing smoothing, boolean lowercase, boolean effectiveOrder) {
    this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
    this.smoothing = Objects.requireNonNull(smoothing, "smoothing");
    this.lowercase = lowercase;
    this.effectiveOrder = effectiveOrder;
  }

  /** sacreBLEU's defaults: tokenizer 13a, mixed case, exponential smoothing, always four orders. */
  public static Bleu standard() {
    return new Bleu(BleuTokenizer.V13A, Smoothing.exp(), false, false);
  }

  /** Splits sentences into words in this way; text should not be tokenised before. */
  public Bleu tokenizer(BleuTokenizer newTokenizer) {
    Arguments.given("newTokenizer", newTokenizer);
    return new Bleu(newTokenizer, smoothing, lowercase, effectiveOrder);
  }

  /** What to do about an order without a match. */
  public Bleu smoothing(Smoothing newSmoothing) {
    Arguments.given("newSmoothing", newSmoothing);
    return new Bleu(tokenizer, newSmoothing, lowercase, effectiveOrder);
  }

  /** Whether to ignore case. */
  public Bleu lowercase(boolean ignoreCase) {
    return new Bleu(tokenizer, smoothing, ignoreCase, effectiveOrder);
  }

  /**
   * Whether to leave out orders that the hypotheses are too short for, as is usual for single
   * sentences.
   */
  public Bleu effectiveOrder(boolean leaveOut) {
    return new Bleu(tokenizer, smoothing, lowercase, leaveOut);
  }

  @Override
  String settings() {
    return String.format(
        Locale.ROOT,
        "case:%s|eff:%s|tok:%s|smooth:%s",
        lowercase ? "lc" : "mixed",
        effectiveOrder ? "yes" : "no",
        tokenizer.signature(),
        smoothing.signature());
  }

  /** Hypothesis length, reference length, matches by order, n-grams by order. */
  @Override
  double[] statistics(String hypothesis, List<String> references) {
    List<String> words = words(hypothesis);
    List<List<String>> referenceWords = references.stream().map(this::words).toList();
    double[] statistics = new double[2 + 2 * ORDERS];
    statistics[0] = words.size();
    statistics[1] = closestLength(words.size(), referenceWords);
    for (int n = 1; n <= ORDERS; n++) {
      Map<String, Integer> counts = NGrams.ofWords(words, n);
      statistics[1 + n] = NGrams.matches(counts, highestCounts(referenceWords, n));
      statistics[1 + ORDERS + n] = NGrams.total(counts);
    }
    return statistics;
  }

  private List<String> words(String sentence) {
    return tokenizer.tokenize(lowercase ? sentence.toLowerCase(Locale.ROOT) : sentence);
  }

  /** The shorter one of two that are as close. */
  private static int closestLength(int length, List<List<String>> references) {
    int closest = references.get(0).size();
    for (List<String> reference : references) {
      int difference = Math.abs(reference.size() - length);
      int best = Math.abs(closest - length);
      if (difference < best || (difference == best && reference.size() < closest)) {
        closest = reference.size();
      }
    }
    return closest;
  }

  /** An n-gram may match as often as it occurs in one of the references. */
  private static Map<String, Integer> highestCounts(List<List<String>> references, int n) {
    Map<String, Integer> highest = new HashMap<>();
    for (List<String> reference : references) {
      NGrams.ofWords(reference, n).forEach((gram, c) -> highest.merge(gram, c, Math::max));
    }
    return highest;
  }

  @Override
  MetricValue score(double[] sums, String signature) {
    double hypothesisLength = sums[0];
    double referenceLength = sums[1];
    double[] matches = Arrays.copyOfRange(sums, 2, 2 + ORDERS);
    double[] totals = Arrays.copyOfRange(sums, 2 + ORDERS, 2 + 2 * ORDERS);
    double penalty = brevityPenalty(hypothesisLength, referenceLength);
    boolean anyMatch = Arrays.stream(matches).anyMatch(match -> match > 0);
    double[] precisions = anyMatch ? smoothing.precisions(matches, totals) : new double[ORDERS];
    double value = 0;
    if (anyMatch) {
      int orders = effectiveOrder ? smoothing.effectiveOrder(totals) : ORDERS;
      double logSum = Arrays.stream(precisions).limit(orders).map(Math::log).sum();
      value = penalty * Math.exp(logSum / orders);
    }
    String details =
        String.format(
            Locale.ROOT,
            "%s (BP = %.3f ratio = %.3f hyp_len = %.0f ref_len = %.0f)",
            Arrays.stream(precisions)
                .mapToObj(p -> String.format(Locale.ROOT, "%.1f", p))
                .collect(Collectors.joining("/")),
            penalty,
            referenceLength == 0 ? 0 : hypothesisLength / referenceLength,
            hypothesisLength,
            referenceLength);
    return new MetricValue("BLEU", value, signature, details);
  }

  private static double brevityPenalty(double hypothesisLength, double referenceLength) {
    if (hypothesisLength >= referenceLength) {
      return 1;
    }
    return hypothesisLength == 0 ? 0 : Math.exp(1 - referenceLength / hypothesisLength);
  }
}
