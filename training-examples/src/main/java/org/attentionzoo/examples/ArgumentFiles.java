package org.attentionzoo.examples;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Looks at {@code @files} before picocli expands them: it takes one that is missing for a text,
 * passes over one that names itself, and fails with a stack trace on a folder.
 */
final class ArgumentFiles {
  /** Bytes; a longer file holds something else. */
  private static final long LONGEST = 1 << 20;

  private static final Pattern COMMENT = Pattern.compile("(?m)(?:^|\\s)#.*$");

  /** An argument of its own, in quotes or not. */
  private static final Pattern NESTED =
      Pattern.compile("(?m)(?:^|\\s)[\"']?@([^@\\s\"'][^\\s\"']*)");

  private final CommandLine command;
  private final Deque<Path> open = new ArrayDeque<>();

  private ArgumentFiles(CommandLine command) {
    this.command = command;
  }

  /**
   * @throws ParameterException if one of the files cannot be read; names it
   */
  static void check(CommandLine command, String... arguments) {
    for (String argument : arguments) {
      if (argument.startsWith("@") && argument.length() > 1 && argument.charAt(1) != '@') {
        new ArgumentFiles(command).check(argument.substring(1));
      }
    }
  }

  private void check(String name) {
    Path file = file(name);
    if (open.contains(file)) {
      throw wrong(name, "names itself");
    }
    open.push(file);
    Matcher nested = NESTED.matcher(COMMENT.matcher(text(name, file)).replaceAll(""));
    while (nested.find()) {
      check(nested.group(1));
    }
    open.pop();
  }

  private Path file(String name) {
    try {
      return Path.of(name).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw wrong(name, "is no name of a file");
    }
  }

  private String text(String name, Path file) {
    if (!Files.isRegularFile(file)) {
      throw wrong(
          name,
          Files.exists(file)
              ? "is not a file"
              : "does not exist; @@ begins an argument that is no file");
    }
    try {
      if (Files.size(file) > LONGEST) {
        throw wrong(name, "is longer than " + LONGEST + " bytes");
      }
      String text = Files.readString(file);
      if (text.indexOf('\0') >= 0) {
        throw wrong(name, "is not text");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw wrong(name, "is not UTF-8");
    } catch (IOException e) {
      throw wrong(name, "cannot be read: " + e);
    }
  }

  private ParameterException wrong(String name, String why) {
    return new ParameterException(command, "argument file " + name + ": " + why);
  }
}
