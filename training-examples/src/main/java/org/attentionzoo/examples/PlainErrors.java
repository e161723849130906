package org.attentionzoo.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Tells a user what was wrong with the input in one line; a failure of the program itself keeps its
 * stack trace.
 */
final class PlainErrors implements CommandLine.IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    if (!isAboutInput(e)) {
      throw e;
    }
    command.getErr().println(command.getColorScheme().errorText("error: " + e.getMessage()));
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static boolean isAboutInput(Exception e) {
    return e.getMessage() != null
        && (e instanceof IllegalArgumentException
            || e instanceof IOException
            || e instanceof UncheckedIOException);
  }
}
