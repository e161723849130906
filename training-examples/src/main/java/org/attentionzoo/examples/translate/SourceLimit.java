package org.attentionzoo.examples.translate;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ObjLongConsumer;
import org.attentionzoo.zoo.translation.TextTooLongException;
import org.attentionzoo.zoo.translation.Translator;
import picocli.CommandLine.Option;

/**
 * Which lines can be translated, and what to do about others, for every command that translates.
 */
public final class SourceLimit {

  @Option(
      names = "--max-source",
      paramLabel = "N",
      description =
          "A line of more tokens is not translated (default: " + Translator.LONGEST + ").")
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
   * The same translator, which leaves lines out that are too long, or stops at one.
   *
   * @param place of a line with a number, for the message
   * @param warnings gets a line about one that is left out
   */
  public Translator limit(Translator translator, LongFunction<String> place, PrintWriter warnings) {
    return limit(
        translator,
        place,
        (reason, line) -> {
          try {
            refuse(new IOException(reason), warnings);
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        });
  }

  /**
   * The same translator, which leaves lines out that are too long.
   *
   * @param place of a line with a number, for the message
   * @param leftOut gets the message and the line
   */
  Translator limit(
      Translator translator, LongFunction<String> place, ObjLongConsumer<String> leftOut) {
    Translator limited = tokens == null ? translator : translator.longest(tokens);
    return limited.whenTooLong(
        tooLong -> {
          long line = tooLong.number();
          leftOut.accept(message(tooLong, place.apply(line)), line);
        });
  }

  private static String message(TextTooLongException tooLong, String place) {
    return String.format(
        Locale.ROOT,
        tooLong.isModelsLimit()
            ? "%s has %,d tokens, but the model reads at most %,d"
            : "%s has %,d tokens, more than --max-source %,d",
        place,
        tooLong.tokens(),
        tooLong.most());
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
