package org.attentionzoo.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.attentionzoo.zoo.file.FolderInUseException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells a user what was wrong with the input in one line; a failure of the program itself keeps its
 * stack trace.
 */
final class PlainErrors
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

  /** As a shell reports a program that SIGPIPE ended, quietly. */
  static final int READER_LEFT = 141;

  /** Where all options would push the message off the screen, it says how to see them. */
  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(e.getMessage()));
    UnmatchedArgumentException.printSuggestions(e, err);
    if (command.getSubcommands().isEmpty()) {
      err.println(
          "Try " + command.getCommandSpec().qualifiedName() + " --help for all that it takes.");
    } else {
      command.usage(err);
    }
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    if (e instanceof OutputException output && output.readerLeft()) {
      return READER_LEFT;
    }
    if (!isAboutInput(e)) {
      command.getErr().println("This is a fault of the program; please report it with:");
      throw e;
    }
    command.getErr().println(command.getColorScheme().errorText("error: " + message(e)));
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** Java's exceptions of files say which file; what is wrong with it is their class. */
  private static String message(Exception e) {
    if (e.getClass() == UncheckedIOException.class) {
      return message((IOException) e.getCause());
    } else if (e instanceof NotDirectoryException) {
      return e.getMessage() + ": is not a folder";
    } else if (e instanceof DirectoryNotEmptyException) {
      return e.getMessage() + ": is a folder that is not empty";
    } else if (e.getMessage() == null) {
      return e.getClass().getSimpleName();
    }
    if (e instanceof NoSuchFileException) {
      return e.getMessage() + ": does not exist";
    } else if (e instanceof FileAlreadyExistsException) {
      return e.getMessage() + ": is in the way";
    } else if (e instanceof AccessDeniedException) {
      return e.getMessage() + ": access is denied";
    } else if (e instanceof FolderInUseException) {
      return e.getMessage() + "; wait for its end, or choose another --out";
    }
    return e.getMessage();
  }

  private static boolean isAboutInput(Exception e) {
    return (e instanceof IllegalArgumentException && e.getMessage() != null)
        || e instanceof IOException
        || e instanceof UncheckedIOException;
  }
}
