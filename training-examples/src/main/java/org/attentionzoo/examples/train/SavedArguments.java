package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.attentionzoo.examples.report.AtomicFiles;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The arguments of a training in its folder, as a picocli argument file: {@code
 * train @DIR/train.args --out OTHER} repeats it, and a resumed training is held against them.
 */
final class SavedArguments {

  /** Name of the file. */
  static final String FILE = "train.args";

  /** Not what is trained, but where, whether again, and how it is shown. */
  private static final Set<String> LEFT_OUT = Set.of("--out", "--resume", "--ui");

  private final Path folder;
  private final Path file;

  SavedArguments(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(FILE);
  }

  boolean exist() {
    return Files.exists(file);
  }

  private static List<String> arguments(ParseResult given) {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : given.matchedOptions()) {
      if (!LEFT_OUT.contains(option.longestName())) {
        arguments.add(option.longestName() + "=" + String.join(",", option.stringValues()));
      }
    }
    return arguments;
  }

  /** Writes the arguments that were given, one a line, each in quotes. */
  void write(ParseResult given) throws IOException {
    List<String> lines =
        arguments(given).stream()
            .map(argument -> '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .toList();
    AtomicFiles.write(file, String.join("\n", lines) + "\n");
  }

  /**
   * Parses the saved arguments, with what of the new ones may be changed.
   *
   * @param given what was given now
   * @param mayChange names of the options that may have another value now
   * @param commands parses; keeps the result
   * @throws IOException if another option differs, or the file cannot be read; names each option
   *     with both values
   */
  void merge(ParseResult given, Set<String> mayChange, CommandLine commands) throws IOException {
    List<String> fixed = List.of("--out=" + folder, "--resume");
    ParseResult saved = parse(fixed, List.of("@" + file), commands);
    List<String> arguments = new ArrayList<>(arguments(saved));
    List<String> changed = new ArrayList<>();
    for (OptionSpec option : given.matchedOptions()) {
      String name = option.longestName();
      Object before = saved.commandSpec().findOption(name).getValue();
      Object now = option.getValue();
      if (Objects.deepEquals(before, now) || LEFT_OUT.contains(name)) {
        continue;
      }
      if (mayChange.contains(name)) {
        arguments.removeIf(argument -> argument.startsWith(name + "="));
        arguments.add(name + "=" + now);
      } else {
        changed.add(name + " was " + shown(before) + " and is " + shown(now));
      }
    }
    if (!changed.isEmpty()) {
      throw new IOException(
          "the training in %s cannot go on with other options: %s"
              .formatted(folder, String.join("; ", changed)));
    }
    parse(fixed, arguments, commands);
  }

  private ParseResult parse(List<String> fixed, List<String> more, CommandLine commands)
      throws IOException {
    List<String> arguments = new ArrayList<>(fixed);
    arguments.addAll(more);
    try {
      return commands.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static String shown(Object value) {
    if (value == null) {
      return "not given";
    }
    return value instanceof int[] numbers ? Arrays.toString(numbers) : value.toString();
  }
}
