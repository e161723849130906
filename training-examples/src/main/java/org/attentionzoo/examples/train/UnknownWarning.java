package org.attentionzoo.examples.train;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.attentionzoo.zoo.corpus.UnknownShare;

/** What to say about tokens that the vocabularies lack. */
final class UnknownWarning {

  /** Largest share on either side that is no reason to worry. */
  private static final double MOST = 0.1;

  private UnknownWarning() {}

  /** The shares, for people. */
  static String shares(UnknownShare unknown) {
    return String.format(
        Locale.ROOT,
        "Unknown tokens: %.1f %% of the source, %.1f %% of the target",
        100 * unknown.source(),
        100 * unknown.target());
  }

  /**
   * A warning with what to do, where there are too many.
   *
   * @param from the model that brought the vocabularies; null where they were learnt from the text
   */
  static Optional<String> of(UnknownShare unknown, Path from) {
    if (Math.max(unknown.source(), unknown.target()) <= MOST) {
      return Optional.empty();
    }
    String sides =
        unknown.target() <= MOST
            ? "source"
            : unknown.source() <= MOST ? "target" : "source and the target";
    String advice =
        from == null
            ? "--tokenizer bpe or --fallback bytes leave (almost) none unknown; a larger"
                + " --vocabulary-size or a lower --min-frequency leaves fewer"
            : "is "
                + from
                + " a model for these languages, in this direction (--columns), with text prepared as"
                + " its own was? Without --from, a training learns a vocabulary of its own";
    return Optional.of(
        "Warning: more than a tenth of the "
            + sides
            + " tokens are unknown, and the model learns nothing of them: "
            + advice
            + ".");
  }
}
