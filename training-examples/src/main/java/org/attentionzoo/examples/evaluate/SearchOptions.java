package org.attentionzoo.examples.evaluate;

import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.text.Vocabulary;
import picocli.CommandLine.Option;

/** How a model searches for the translations that are scored. */
final class SearchOptions {

  @Option(
      names = "--beam",
      paramLabel = "N",
      description = "Hypotheses of the beam search; 1 is greedy search.",
      defaultValue = "1")
  private int beam;

  @Option(
      names = "--length-penalty",
      paramLabel = "A",
      description =
          "Beam search: rank by log-probability / ((5 + length) / 6)^A (Wu et al. 2016); 0 for none"
              + " (default: 0.6).")
  private Double lengthPenalty;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "Cut translations off after N tokens (default: as many as the source has, and 50).")
  private Integer maxLength;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Sentences translated at once.",
      defaultValue = "64")
  private int batch;

  int batch() {
    return batch;
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range or has no meaning; names it
   */
  void check() {
    require(beam >= 1, "--beam", beam, "at least 1");
    require(batch >= 1, "--batch", batch, "at least 1");
    require(maxLength == null || maxLength >= 1, "--max-length", maxLength, "at least 1");
    require(
        lengthPenalty == null || (lengthPenalty >= 0 && lengthPenalty <= 100),
        "--length-penalty",
        lengthPenalty,
        "0 to 100");
    if (beam == 1 && lengthPenalty != null) {
      throw new IllegalArgumentException("--length-penalty needs a --beam of 2 or more");
    }
  }

  private static void require(boolean valid, String option, Object value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(option + " must be " + expected + ", but is " + value);
    }
  }

  /** The search; special tokens are never written. */
  Decoding<?> decoding() {
    return beam == 1
        ? finish(Decoding.greedy())
        : finish(Decoding.beam(beam).lengthPenalty(penalty()));
  }

  private double penalty() {
    return lengthPenalty == null ? 0.6 : lengthPenalty;
  }

  private <D extends Decoding<D>> D finish(D decoding) {
    D limited = maxLength == null ? decoding : decoding.maxLength(maxLength);
    return limited.suppress(Vocabulary.PAD, Vocabulary.UNK, Vocabulary.BOS);
  }

  /** In words. */
  String describe() {
    String search = beam == 1 ? "greedy" : "beam %d, length penalty %s".formatted(beam, penalty());
    return maxLength == null ? search : search + ", at most " + maxLength + " tokens";
  }
}
