package org.attentionzoo.examples.translate;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How long the lines to translate may be, for every command that translates. */
public final class SourceLimit {

  @Option(
      names = "--max-source",
      paramLabel = "N",
      description = "A line of more tokens is an error (default: 1000).")
  private Integer tokens;

  /**
   * @throws IllegalArgumentException if it is out of its range; names option and value
   */
  public void check() {
    require(tokens == null || tokens >= 1, "--max-source", tokens, "at least 1");
  }

  /**
   * The tokens of a line.
   *
   * @param place of the line, for the message
   * @throws IOException if there are too many of them
   */
  public int tokens(Translator translator, String line, String place) throws IOException {
    int count = translator.tokens(line).size();
    int most = tokens == null ? 1000 : tokens;
    if (count > most) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s has %,d tokens, more than --max-source %,d", place, count, most));
    }
    if (count > translator.longestSource()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %,d tokens, but the model reads at most %,d",
              place,
              count,
              translator.longestSource()));
    }
    return count;
  }
}
