package org.attentionzoo.examples.translate;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Option;
import org.attentionzoo.zoo.translation.Translator;

/**
 * Which lines can be translated, and what to do about others, for every command that translates.
 */
public final class SourceLimit {

  @Option(
      names = "--max-source",
      paramLabel = "N",
      description = "A line of more tokens is not translated (default: 1000).")
  private Integer tokens;

  @Option(
      names = "--strict",
      description =
          "Stop at a line that cannot be translated (default: say so on standard error, leave its"
              + " translation empty and go on).")
  private boolean strict;

  /**
   * @throws IllegalArgumentException if it is out of its range; names option and value
   */
  public void check() {
    require(tokens == null || tokens >= 1, "--max-source", tokens, "at least 1");
  }

  /**
   * Whether a line is to be translated; if not, its translation is empty.
   *
   * @param place of the line, for the message
   * @param warnings gets a line about one with too many tokens
   * @throws IOException if there are too many of them, and that is to be an error
   */
  public boolean accepts(Translator translator, String line, String place, PrintWriter warnings)
      throws IOException {
    int count = translator.tokens(line).size();
    int most = tokens == null ? 1000 : tokens;
    String has = "%s has %,d tokens, ".formatted(place, count);
    if (count > most) {
      refuse(new IOException(has + "more than --max-source %,d".formatted(most)), warnings);
      return false;
    }
    if (count > translator.longestSource()) {
      long longest = translator.longestSource();
      refuse(new IOException(has + "but the model reads at most %,d".formatted(longest)), warnings);
      return false;
    }
    return count > 0;
  }

  /**
   * Says that a line is left out.
   *
   * @throws IOException the reason, if it is to be an error
   */
  public void refuse(IOException reason, PrintWriter warnings) throws IOException {
    if (strict) {
      throw reason;
    }
    warnings.println("Warning: " + reason.getMessage() + ". Left out; --strict stops at it.");
    warnings.flush();
  }
}
