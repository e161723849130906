package org.attentionzoo.zoo.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Translation edit rate (Snover et al. 2006): insertions, deletions, substitutions of words and
 * shifts of word sequences that turn the translation into the reference, per reference word. Equal
 * to sacreBLEU's, which follows Tercom. Immutable; every option returns a changed copy.
 *
 * <p>With several references the edits are those to the closest one, the length is their mean.
 *
 * @see <a href="https://aclanthology.org/2006.amta-papers.25">Snover et al. 2006</a>
 */
public final class Ter extends TextMetric {

  private final TercomTokenizer tokenizer;

  private Ter(TercomTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** sacreBLEU's defaults: case is ignored, words are what stands between spaces. */
  public static Ter standard() {
    return new Ter(new TercomTokenizer(false, true, false, false));
  }

  /** Whether to split off Western punctuation. */
  public Ter normalized(boolean split) {
    return new Ter(
        new TercomTokenizer(
            split, tokenizer.punctuation(), tokenizer.asian(), tokenizer.caseSensitive()));
  }

  /** Whether to keep punctuation. */
  public Ter punctuation(boolean keep) {
    return new Ter(
        new TercomTokenizer(
            tokenizer.normalized(), keep, tokenizer.asian(), tokenizer.caseSensitive()));
  }

  /**
   * Whether to know Chinese and Japanese: splits them into characters where {@link #normalized},
   * removes their punctuation where {@link #punctuation} is not kept.
   */
  public Ter asian(boolean know) {
    return new Ter(
        new TercomTokenizer(
            tokenizer.normalized(), tokenizer.punctuation(), know, tokenizer.caseSensitive()));
  }

  /** Whether case matters. */
  public Ter caseSensitive(boolean matters) {
    return new Ter(
        new TercomTokenizer(
            tokenizer.normalized(), tokenizer.punctuation(), tokenizer.asian(), matters));
  }

  @Override
  String settings() {
    return String.format(
        Locale.ROOT,
        "case:%s|tok:tercom|norm:%s|punct:%s|asian:%s",
        tokenizer.caseSensitive() ? "mixed" : "lc",
        yesOrNo(tokenizer.normalized()),
        yesOrNo(tokenizer.punctuation()),
        yesOrNo(tokenizer.asian()));
  }

  private static String yesOrNo(boolean value) {
    return value ? "yes" : "no";
  }

  /** Edits, mean length of the references. */
  @Override
  double[] statistics(String hypothesis, List<String> references) {
    Map<String, Integer> ids = new HashMap<>();
    int[] words = ids(tokenizer.tokenize(hypothesis), ids);
    int fewest = Integer.MAX_VALUE;
    double length = 0;
    for (String reference : references) {
      int[] referenceWords = ids(tokenizer.tokenize(reference), ids);
      fewest = Math.min(fewest, ShiftSearch.edits(words, referenceWords));
      length += referenceWords.length;
    }
    return new double[] {fewest, length / references.size()};
  }

  private static int[] ids(List<String> words, Map<String, Integer> ids) {
    return words.stream().mapToInt(word -> ids.computeIfAbsent(word, w -> ids.size())).toArray();
  }

  @Override
  MetricValue score(double[] sums, String signature) {
    double edits = sums[0];
    double length = sums[1];
    double rate = length > 0 ? edits / length : edits > 0 ? 1 : 0;
    return new MetricValue("TER", 100 * rate, signature, "");
  }
}
