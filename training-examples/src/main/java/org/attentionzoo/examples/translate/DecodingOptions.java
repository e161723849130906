package org.attentionzoo.examples.translate;

import org.attentionzoo.zoo.generation.Decoding;
import picocli.CommandLine.Option;

/** How to search for translations, for every command that translates. */
public final class DecodingOptions {

  @Option(
      names = "--beam",
      paramLabel = "N",
      description = "Hypotheses of the beam search; 1 is greedy search (default: 1).")
  private Integer beam;

  @Option(
      names = "--length-penalty",
      paramLabel = "A",
      description =
          "Beam search: rank by log-probability / ((5 + length) / 6)^A (Wu et al. 2016); 0 for none"
              + " (default: 0.6 with a beam of 2 or more).")
  private Double lengthPenalty;

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
      description = "Sampling: the same seed draws the same translations (default: 0).")
  private Long seed;

  @Option(
      names = "--n-best",
      paramLabel = "N",
      description =
          "Translations for each line, at most the beam; with --sample, drawn independently"
              + " (default: 1).")
  private Integer nBest;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "Cut translations off after N tokens (default: as many as the source has, and 50).")
  private Integer maxLength;

  @Option(
      names = "--allow-unknown",
      description = "Let the model write the token for unknown words.")
  private boolean allowUnknown;

  /** Whether more than one translation a line is wanted. */
  public boolean isList() {
    return nBest != null;
  }

  /**
   * The search.
   *
   * @param vocabularySize V of the model
   * @throws IllegalArgumentException if a value is out of its range or has no meaning for the kind
   *     of search; names option and value
   */
  public Decoding<?> decoding(int vocabularySize) {
    if (beam != null) {
      require(beam >= 1, "--beam", beam, "at least 1");
      require(
          beam <= vocabularySize,
          "--beam",
          beam,
          "at most the " + vocabularySize + " target tokens");
    }
    if (nBest != null) {
      require(nBest >= 1, "--n-best", nBest, "at least 1");
    }
    if (sample) {
      return sampling(vocabularySize);
    }
    refuse("--temperature", temperature, "--sample");
    refuse("--top-k", topK, "--sample");
    refuse("--top-p", topP, "--sample");
    refuse("--seed", seed, "--sample");
    int hypotheses = beam == null ? 1 : beam;
    if (nBest != null) {
      require(nBest <= hypotheses, "--n-best", nBest, "at most the beam (" + hypotheses + ")");
    }
    if (hypotheses == 1 && nBest == null) {
      refuse("--length-penalty", lengthPenalty, "--beam of 2 or more");
      return finish(Decoding.greedy());
    }
    double alpha = lengthPenalty == null ? 0.6 : lengthPenalty;
    require(alpha >= 0 && alpha <= 100, "--length-penalty", alpha, "0 or more");
    return finish(Decoding.beam(hypotheses).lengthPenalty(alpha).nBest(nBest == null ? 1 : nBest));
  }

  private Decoding<?> sampling(int vocabularySize) {
    refuse("--beam", beam, "a search without --sample");
    refuse("--length-penalty", lengthPenalty, "--beam of 2 or more");
    double t = temperature == null ? 1 : temperature;
    double p = topP == null ? 1 : topP;
    int k = topK == null ? vocabularySize : topK;
    require(t > 0 && t <= 1000, "--temperature", t, "positive");
    require(p > 0 && p <= 1, "--top-p", p, "above 0 and at most 1");
    require(k >= 1 && k <= vocabularySize, "--top-k", k, "1 to " + vocabularySize);
    return finish(
        Decoding.sample()
            .temperature(t)
            .topK(k)
            .topP(p)
            .seed(seed == null ? 0 : seed)
            .samples(nBest == null ? 1 : nBest));
  }

  private <D extends Decoding<D>> D finish(D decoding) {
    D limited = decoding;
    if (maxLength != null) {
      require(maxLength >= 1, "--max-length", maxLength, "at least 1");
      limited = limited.maxLength(maxLength);
    }
    return Translator.withoutSpecials(limited, allowUnknown);
  }

  private static void refuse(String option, Object value, String needed) {
    if (value != null) {
      throw new IllegalArgumentException(option + " " + value + " needs " + needed);
    }
  }

  private static void require(boolean valid, String option, Object value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(option + " must be " + expected + ", but is " + value);
    }
  }
}
