package org.attentionzoo.examples;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Values of options that Java would take and no command can use. */
final class PlainValues {

  private PlainValues() {}

  /** For the commands that are there already. */
  static void register(CommandLine commands) {
    commands
        .registerConverter(Path.class, PlainValues::path)
        .registerConverter(Double.class, PlainValues::number)
        .registerConverter(double.class, PlainValues::number);
  }

  /** Java takes an empty path for the current folder. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("the name of a file or folder is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("no name of a file or folder: " + e.getMessage());
    }
  }

  private static double number(String text) {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number");
    }
    if (!Double.isFinite(number)) {
      throw new TypeConversionException("'" + text + "' is not a finite number");
    }
    return number;
  }
}
