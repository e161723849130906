package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import org.attentionzoo.zoo.batch.PairVariation;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.Tokenizers;
import picocli.CommandLine.Option;

/** What is made of the training pairs each time they are used. */
final class VariationOptions {

  @Option(
      names = "--bpe-dropout",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "bpe: drop each merge with this probability while training, on both sides, so that words"
              + " are cut into other pieces each time; --batch-tokens counts the usual pieces"
              + " (default: ${DEFAULT-VALUE}).")
  private double bpeDropout;

  /** Whether words are cut into other pieces than usual. */
  boolean cutsAnew() {
    return bpeDropout > 0;
  }

  /** The probability of leaving out a merge. */
  double bpeDropout() {
    return bpeDropout;
  }

  /**
   * What to do with the pairs.
   *
   * @param codecs made their ids
   * @param longest most tokens that a side may get
   */
  PairVariation variation(TextCodecs codecs, int longest) {
    return cutsAnew()
        ? PairVariation.bpeDropout(codecs, bpeDropout).upTo(longest)
        : PairVariation.NONE;
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range; names option and value
   */
  void check() {
    require(bpeDropout >= 0 && bpeDropout < 1, "--bpe-dropout", bpeDropout, "0 to below 1");
  }

  /**
   * @param tokenizers of a saved model
   * @return whether there is something to vary in its text
   */
  boolean suits(Tokenizers tokenizers) {
    return !cutsAnew()
        || tokenizers.source().bpeMerges().isPresent()
        || tokenizers.target().bpeMerges().isPresent();
  }
}
