package org.attentionzoo.examples.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.attentionzoo.zoo.metrics.BleuTokenizer;

/** Warns of text that was tokenised before, as sacreBLEU does: BLEU would tokenise it once more. */
final class TokenisedText {

  /** Lines that are enough, as in sacreBLEU. */
  private static final int MANY = 100;

  /** Lines that are enough if they are half of all. */
  private static final int SOME = 10;

  private TokenisedText() {}

  /**
   * What to say about lines, if they look tokenised.
   *
   * @param what they are, in words
   */
  static Optional<String> warning(String what, List<String> lines, BleuTokenizer tokenizer) {
    long tokenised = lines.stream().filter(TokenisedText::looksTokenised).count();
    boolean enough = tokenised >= MANY || (tokenised >= SOME && 2 * tokenised >= lines.size());
    return enough && tokenizer != BleuTokenizer.NONE
        ? Optional.of(
            String.format(
                    Locale.ROOT,
                    "Warning: %s look tokenised: %,d of %,d lines end in \" .\" or hold pieces of words (@@).",
                    what,
                    tokenised,
                    lines.size())
                + " Scores of such text are not comparable; score detokenised text, or use"
                + " --tokenizer none.")
        : Optional.empty();
  }

  private static boolean looksTokenised(String line) {
    return line.endsWith(" .") || line.contains("@@ ");
  }
}
