package org.attentionzoo.examples.translate;

import static org.attentionzoo.examples.options.OptionValues.require;

import org.attentionzoo.zoo.generation.Decoding;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to find translations: by searching for the most probable ones, or by drawing them. */
public final class DecodingOptions {

  @Mixin private SearchOptions search;

  @Option(
      names = "--sample",
      description = "Draw random translations instead of searching for probable ones.")
  private boolean sample;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Sampling: below 1 safer, above 1 wilder (default: 1).")
  private Double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Sampling: among the K most probable tokens only (default: all).")
  private Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Sampling: among the fewest tokens whose probabilities sum to P, above 0 to 1"
              + " (default: 1).")
  private Double topP;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Sampling: the same seed draws the same translations; they depend on the number of the"
              + " line, not on other lines or --batch (default: 0).")
  private Long seed;

  @Option(
      names = "--n-best",
      paramLabel = "N",
      description =
          "Translations for each line, at most the beam; with --sample, drawn independently"
              + " (default: 1). Lines that have fewer get empty ones of score -Infinity.")
  private Integer nBest;

  @Option(
      names = "--allow-unknown",
      description = "Let the model write the token for unknown words.")
  private boolean allowUnknown;

  /** Whether more than one translation a line is wanted. */
  public boolean isList() {
    return nBest != null;
  }

  /** Whether nothing was said about the search, so that the model's own may be taken. */
  boolean isUnset() {
    return !sample && nBest == null && search.isUnset();
  }

  /** How many translations a line are wanted. */
  public int count() {
    return nBest == null ? 1 : nBest;
  }

  /** Whether a translation may hold the token for unknown words. */
  public boolean allowUnknown() {
    return allowUnknown;
  }

  /**
   * The search.
   *
   * @param vocabularySize V of the model
   * @throws IllegalArgumentException if a value is out of its range or has no meaning for the kind
   *     of search; names option and value
   */
  public Decoding<?> decoding(int vocabularySize) {
    if (nBest != null) {
      require(nBest >= 1, "--n-best", nBest, "at least 1");
    }
    if (sample) {
      return sampling(vocabularySize);
    }
    SearchOptions.refuse("--temperature", temperature, "--sample");
    SearchOptions.refuse("--top-k", topK, "--sample");
    SearchOptions.refuse("--top-p", topP, "--sample");
    SearchOptions.refuse("--seed", seed, "--sample");
    require(
        search.hypotheses() <= vocabularySize,
        "--beam",
        search.hypotheses(),
        "at most the " + vocabularySize + " target tokens");
    return nBest == null ? search.decoding() : search.nBest(nBest);
  }

  private Decoding<?> sampling(int vocabularySize) {
    search.refuseAll();
    double t = temperature == null ? 1 : temperature;
    double p = topP == null ? 1 : topP;
    int k = topK == null ? vocabularySize : topK;
    require(t > 0 && t <= 1000, "--temperature", t, "positive");
    require(p > 0 && p <= 1, "--top-p", p, "above 0 and at most 1");
    require(k >= 1 && k <= vocabularySize, "--top-k", k, "1 to " + vocabularySize);
    return search.finish(
        Decoding.sample()
            .temperature(t)
            .topK(k)
            .topP(p)
            .seed(seed == null ? 0 : seed)
            .samples(nBest == null ? 1 : nBest));
  }
}
