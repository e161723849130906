package org.attentionzoo.zoo.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;

/**
 * chrF (Popović 2015): F-score of character n-grams, averaged over orders 1 to 6; with word n-grams
 * it is chrF+ and chrF++ (Popović 2017). Equal to sacreBLEU's. Immutable; every option returns a
 * changed copy.
 *
 * <p>With several references a sentence counts with the one that it is most like.
 *
 * @see <a href="https://aclanthology.org/W15-3049">Popović 2015</a>
 * @see <a href="https://aclanthology.org/W17-4770">Popović 2017</a>
 */
public final class ChrF extends TextMetric {

  private static final String ASCII_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  private static final double EPSILON = 1e-16;

  /** Longer n-grams say nothing of a sentence, and each order takes memory. */
  private static final int HIGHEST_ORDER = 100;

  private final int characterOrder;
  private final int wordOrder;
  private final int beta;
  private final boolean lowercase;
  private final boolean whitespace;
  private final boolean epsilonSmoothing;

  private ChrF(
      int characterOrder,
      int wordOrder,
      int beta,
      boolean lowercase,
      boolean whitespace,
      boolean epsilonSmoothing) {
    require(characterOrder >= 1, "characterOrder", characterOrder, "at least 1");
    require(wordOrder >= 0, "wordOrder", wordOrder, "at least 0");
    require(beta >= 1, "beta", beta, "at least 1");
    Arguments.within("characterOrder", characterOrder, 1, HIGHEST_ORDER);
    Arguments.within("wordOrder", wordOrder, 0, HIGHEST_ORDER);
    this.characterOrder = characterOrder;
    this.wordOrder = wordOrder;
    this.beta = beta;
    this.lowercase = lowercase;
    this.whitespace = whitespace;
    this.epsilonSmoothing = epsilonSmoothing;
  }

  private static void require(boolean valid, String name, int value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(name + " must be " + expected + ", got " + value);
    }
  }

  /** chrF2, sacreBLEU's default: characters only, recall counts twice as much as precision. */
  public static ChrF standard() {
    return new ChrF(6, 0, 2, false, false, false);
  }

  /** chrF2++: words and pairs of words, too. */
  public static ChrF plusPlus() {
    return standard().wordOrder(2);
  }

  /** Longest character n-grams, at least 1. */
  public ChrF characterOrder(int order) {
    return new ChrF(order, wordOrder, beta, lowercase, whitespace, epsilonSmoothing);
  }

  /** Longest word n-grams; 0 for none. */
  public ChrF wordOrder(int order) {
    return new ChrF(characterOrder, order, beta, lowercase, whitespace, epsilonSmoothing);
  }

  /** How many times as much recall counts as precision, at least 1. */
  public ChrF beta(int newBeta) {
    return new ChrF(characterOrder, wordOrder, newBeta, lowercase, whitespace, epsilonSmoothing);
  }

  /** Whether to ignore case. */
  public ChrF lowercase(boolean ignoreCase) {
    return new ChrF(characterOrder, wordOrder, beta, ignoreCase, whitespace, epsilonSmoothing);
  }

  /** Whether white space counts as a character. */
  public ChrF whitespace(boolean keep) {
    return new ChrF(characterOrder, wordOrder, beta, lowercase, keep, epsilonSmoothing);
  }

  /**
   * Whether orders that a text is too short for count with almost zero, as in chrF++.py, NLTK and
   * Moses; otherwise they do not count.
   */
  public ChrF epsilonSmoothing(boolean smooth) {
    return new ChrF(characterOrder, wordOrder, beta, lowercase, whitespace, smooth);
  }

  @Override
  String settings() {
    return String.format(
        Locale.ROOT,
        "case:%s|eff:%s|nc:%d|nw:%d|space:%s",
        lowercase ? "lc" : "mixed",
        epsilonSmoothing ? "no" : "yes",
        characterOrder,
        wordOrder,
        whitespace ? "yes" : "no");
  }

  /** By order: n-grams of the hypothesis, n-grams of the reference, matches. */
  @Override
  double[] statistics(String hypothesis, List<String> references) {
    List<Map<String, Integer>> ofHypothesis = counts(hypothesis);
    double[] best = null;
    double bestScore = -1;
    for (String reference : references) {
      double[] statistics = statistics(ofHypothesis, counts(reference));
      double score = fScore(statistics);
      if (score > bestScore) {
        bestScore = score;
        best = statistics;
      }
    }
    return best;
  }

  private static double[] statistics(
      List<Map<String, Integer>> hypothesis, List<Map<String, Integer>> reference) {
    double[] statistics = new double[3 * hypothesis.size()];
    for (int i = 0; i < hypothesis.size(); i++) {
      int ofReference = NGrams.total(reference.get(i));
      statistics[3 * i] = ofReference == 0 ? 0 : NGrams.total(hypothesis.get(i));
      statistics[3 * i + 1] = ofReference;
      statistics[3 * i + 2] = NGrams.matches(hypothesis.get(i), reference.get(i));
    }
    return statistics;
  }

  /** N-gram counts of all character orders, then of all word orders. */
  private List<Map<String, Integer>> counts(String sentence) {
    String text = lowercase ? sentence.toLowerCase(Locale.ROOT) : sentence;
    int[] characters = (whitespace ? text : Whitespace.remove(text)).codePoints().toArray();
    List<Map<String, Integer>> counts = new ArrayList<>();
    for (int n = 1; n <= characterOrder; n++) {
      counts.add(NGrams.ofCharacters(characters, n));
    }
    List<String> words = wordOrder > 0 ? words(text) : List.of();
    for (int n = 1; n <= wordOrder; n++) {
      counts.add(NGrams.ofWords(words, n));
    }
    return counts;
  }

  /** Words without the punctuation mark at their end or else at their beginning: one, not both. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : Whitespace.split(text)) {
      int last = word.length() - 1;
      if (last > 0 && isPunctuation(word.charAt(last))) {
        words.add(word.substring(0, last));
        words.add(word.substring(last));
      } else if (last > 0 && isPunctuation(word.charAt(0))) {
        words.add(word.substring(0, 1));
        words.add(word.substring(1));
      } else {
        words.add(word);
      }
    }
    return words;
  }

  private static boolean isPunctuation(char character) {
    return ASCII_PUNCTUATION.indexOf(character) >= 0;
  }

  @Override
  MetricValue score(double[] sums, String signature) {
    return new MetricValue("chrF" + beta + "+".repeat(wordOrder), fScore(sums), signature, "");
  }

  private double fScore(double[] statistics) {
    int orders = characterOrder + wordOrder;
    double smoothed = 0;
    double precisions = 0;
    double recalls = 0;
    int counted = 0;
    for (int i = 0; i < orders; i++) {
      double ofHypothesis = statistics[3 * i];
      double ofReference = statistics[3 * i + 1];
      double matches = statistics[3 * i + 2];
      double precision = ofHypothesis > 0 ? matches / ofHypothesis : EPSILON;
      double recall = ofReference > 0 ? matches / ofReference : EPSILON;
      smoothed += precision + recall > 0 ? fBeta(precision, recall) : EPSILON;
      if (ofHypothesis > 0 && ofReference > 0) {
        precisions += precision;
        recalls += recall;
        counted++;
      }
    }
    if (epsilonSmoothing) {
      return 100 * smoothed / orders;
    }
    return precisions + recalls > 0 ? 100 * fBeta(precisions / counted, recalls / counted) : 0;
  }

  private double fBeta(double precision, double recall) {
    double factor = beta * beta;
    return (1 + factor) * precision * recall / (factor * precision + recall);
  }
}
