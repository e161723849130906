package org.attentionzoo.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
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
    command.getErr().println(command.getColorScheme().errorText("error: " + message(e)));
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** Java's exceptions of files say which file; what is wrong with it is their class. */
  private static String message(Exception e) {
    if (e instanceof NoSuchFileException) {
      return e.getMessage() + ": does not exist";
    } else if (e instanceof FileAlreadyExistsException) {
      return e.getMessage() + ": is in the way";
    } else if (e instanceof AccessDeniedException) {
      return e.getMessage() + ": access is denied";
    }
    return e.getMessage();
  }

  private static boolean isAboutInput(Exception e) {
    return e.getMessage() != null
        && (e instanceof IllegalArgumentException
            || e instanceof IOException
            || e instanceof UncheckedIOException);
  }
}
