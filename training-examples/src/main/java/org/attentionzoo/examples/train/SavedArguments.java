package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.attentionzoo.examples.report.AtomicFiles;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.PicocliException;

/**
 * The arguments of a training in its folder, as a picocli argument file: {@code
 * train @DIR/train.args --out OTHER} repeats it, and a resumed training is held against them.
 */
final class SavedArguments {

  /** Name of the file. */
  static final String FILE = "train.args";

  /** Not what is trained, but where, whether again, and how it is shown. */
  private static final Set<String> LEFT_OUT = Set.of("--out", "--resume", "--ui");

  /** What may be changed when a training is resumed: all that does not change what it computes. */
  private static final Set<String> MAY_CHANGE =
      Set.of(
          "--resume",
          "--epochs",
          "--steps",
          "--minutes",
          "--patience",
          "--checkpoint-every",
          "--keep",
          "--average",
          "--samples",
          "--spark",
          "--out");

  /** What says where a schedule ends that ends with the training. */
  private static final Set<String> LENGTH = Set.of("--epochs", "--steps");

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
   * Parses the saved arguments.
   *
   * @param commands parses; keeps the result
   * @throws IOException if the file cannot be read or understood
   */
  ParseResult read(CommandLine commands) throws IOException {
    return parse(List.of("@" + file), commands);
  }

  /**
   * Refuses other values of the options that a training keeps.
   *
   * @param saved what was {@link #read}
   * @param given what was given now
   * @param schedule of the learning rate
   * @throws IOException if one has another; names each with both values
   */
  void requireResumable(ParseResult saved, ParseResult given, ScheduleKind schedule)
      throws IOException {
    requireSame(saved, given, option -> !MAY_CHANGE.contains(option), "");
    if (schedule.endsWithTraining()) {
      requireSame(saved, given, LENGTH::contains, whyLengthStays(schedule));
    }
  }

  private String whyLengthStays(ScheduleKind schedule) {
    return String.format(
        Locale.ROOT,
        "; with --schedule %s the learning rate falls to 0 at the end that was planned, neither"
            + " before nor after it. --minutes ends earlier; to learn more, --from %s with another"
            + " --out begins a training with a schedule of its own",
        schedule,
        folder.resolve("model.zip"));
  }

  /**
   * @param fixed whether an option, by its name, must have its saved value
   * @param why ends the message
   */
  private void requireSame(
      ParseResult saved, ParseResult given, Predicate<String> fixed, String why)
      throws IOException {
    List<String> changed = new ArrayList<>();
    for (OptionSpec option : changed(saved, given)) {
      String name = option.longestName();
      if (fixed.test(name)) {
        Object before = value(saved, name);
        changed.add(name + " was " + shown(before) + " and is " + shown(option.getValue()));
      }
    }
    if (!changed.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the training in %s cannot go on with other options: %s%s",
              folder,
              String.join("; ", changed),
              why));
    }
  }

  /** Parses the saved arguments with the new values of those that were given again. */
  void merge(ParseResult saved, ParseResult given, CommandLine commands) throws IOException {
    List<String> arguments = new ArrayList<>(arguments(saved));
    for (OptionSpec option : changed(saved, given)) {
      String name = option.longestName();
      arguments.removeIf(argument -> argument.startsWith(name + "="));
      arguments.add(name + "=" + option.getValue());
    }
    parse(arguments, commands);
  }

  /** The options of the training that were given another value than they had. */
  private static List<OptionSpec> changed(ParseResult saved, ParseResult given) {
    return given.matchedOptions().stream()
        .filter(option -> !LEFT_OUT.contains(option.longestName()))
        .filter(
            option -> !Objects.deepEquals(value(saved, option.longestName()), option.getValue()))
        .toList();
  }

  private static Object value(ParseResult parsed, String option) {
    return parsed.commandSpec().findOption(option).getValue();
  }

  private ParseResult parse(List<String> more, CommandLine commands) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--out=" + folder, "--resume"));
    arguments.addAll(more);
    try {
      return commands.parseArgs(arguments.toArray(String[]::new));
    } catch (PicocliException e) {
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
