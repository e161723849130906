package org.attentionzoo.examples.translate;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.util.Locale;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.DecodingJson;
import picocli.CommandLine.Option;

/** How to search for probable translations, for every command that translates. */
public final class SearchOptions {

  /** Wu et al. 2016, eq. 14: the usual value. */
  private static final double LENGTH_PENALTY = 0.6;

  @Option(
      names = "--beam",
      paramLabel = "N",
      description =
          "Hypotheses of the beam search; 1 is greedy search (default: 1, or what the model's card"
              + " says).")
  private Integer beam;

  @Option(
      names = "--length-penalty",
      paramLabel = "A",
      description =
          "Beam search: rank by log-probability / ((5 + length) / 6)^A (Wu et al. 2016); 0 for none"
              + " (default: 0.6 with a beam of 2 or more).")
  private Double lengthPenalty;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "Cut translations off after N tokens (default: as many as the source has, and 50).")
  private Integer maxLength;

  /**
   * @throws IllegalArgumentException if a value is out of its range or has no meaning; names option
   *     and value
   */
  public void check() {
    checkRanges();
    if (hypotheses() == 1) {
      refuse("--length-penalty", lengthPenalty, "a --beam of 2 or more");
    }
  }

  private void checkRanges() {
    require(beam == null || beam >= 1, "--beam", beam, "at least 1");
    require(
        lengthPenalty == null || (lengthPenalty >= 0 && lengthPenalty <= 100),
        "--length-penalty",
        lengthPenalty,
        "0 to 100");
    require(maxLength == null || maxLength >= 1, "--max-length", maxLength, "at least 1");
  }

  /** Beam search with the usual length penalty; greedy search for one hypothesis. */
  public static Decoding<?> search(int hypotheses) {
    return hypotheses == 1
        ? Decoding.greedy()
        : Decoding.beam(hypotheses).lengthPenalty(LENGTH_PENALTY);
  }

  /** The search for the best translation. */
  public Decoding<?> decoding() {
    check();
    return hypotheses() == 1 ? finish(Decoding.greedy()) : nBest(1);
  }

  /** The search for the n best translations. */
  Decoding<?> nBest(int n) {
    checkRanges();
    require(n <= hypotheses(), "--n-best", n, "at most the beam (" + hypotheses() + ")");
    return finish(Decoding.beam(hypotheses()).lengthPenalty(penalty()).nBest(n));
  }

  /** Refuses the options of a search where translations are drawn. */
  void refuseAll() {
    checkRanges();
    refuse("--beam", beam, "a search without --sample");
    refuse("--length-penalty", lengthPenalty, "a --beam of 2 or more");
  }

  /** The decoding with the longest length, if there is one. */
  <D extends Decoding<D>> D finish(D decoding) {
    return maxLength == null ? decoding : decoding.maxLength(maxLength);
  }

  static void refuse(String option, Object value, String needed) {
    if (value != null) {
      throw new IllegalArgumentException(option + " " + value + " needs " + needed);
    }
  }

  int hypotheses() {
    return beam == null ? 1 : beam;
  }

  private double penalty() {
    return lengthPenalty == null ? LENGTH_PENALTY : lengthPenalty;
  }

  /** Whether nothing was said about the search. */
  public boolean isUnset() {
    return beam == null && lengthPenalty == null && maxLength == null;
  }

  /**
   * In words.
   *
   * @param own the model's, if nothing was said
   */
  public String describe(Decoding<?> own) {
    String plain = DecodingJson.write(Decoding.greedy());
    String card = DecodingJson.write(own);
    return isUnset() && !card.equals(plain) ? "the model's own search, " + card : describe();
  }

  /** In words. */
  public String describe() {
    String search =
        hypotheses() == 1
            ? "greedy"
            : String.format(Locale.ROOT, "beam %d, length penalty %s", hypotheses(), penalty());
    return maxLength == null ? search : search + ", at most " + maxLength + " tokens";
  }
}
