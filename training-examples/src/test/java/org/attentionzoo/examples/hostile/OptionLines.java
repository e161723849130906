package org.attentionzoo.examples.hostile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.attentionzoo.examples.EveryCommand;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every option and parameter of every command, as picocli knows them, with every bad value. */
final class OptionLines {
  private static final List<String> NO_INTEGERS =
      List.of("", "x", "1e3", "1.5", "99999999999999999999", "\0", "-1", "-9223372036854775808");
  private static final List<String> NO_NUMBERS =
      List.of("", "x", "NaN", "Infinity", "-Infinity", "-1", "1e999", "\0");
  private static final List<String> NO_LISTS =
      List.of("", ",", "1,,2", "x,y", "-1,-1", "2147483648,1", "\0");

  private static final List<String> WRITERS = List.of("dates", "path-length");

  private final Files files;
  private final List<HostileLine> lines = new ArrayList<>();

  /** What every line needs beside its bad option, so that it ends soon: mostly a missing file. */
  record Files(Path folder, Path file, Path missing) {
    Path in() {
      return file.resolve("x");
    }

    Map<String, List<String>> bases() {
      String out = "--out=" + in();
      return Map.ofEntries(
          Map.entry("dates", List.of("--epochs=1", "--examples=20", "--batch=9", out)),
          Map.entry("fetch", List.of("--mirror=http://127.0.0.1:1/", out, "multi30k")),
          Map.entry("train", List.of("--train=" + missing, "--out=" + folder.resolve("new"))),
          Map.entry("g2p", List.of("--dictionary=" + missing, "--out=" + folder.resolve("new"))),
          Map.entry("translate", List.of(missing + ".zip")),
          Map.entry("evaluate", List.of("--hypotheses=" + file, "--reference=" + file)),
          Map.entry("report", List.of(missing.toString())),
          Map.entry("path-length", List.of("--steps=1", "--length=2", "--size=4", out)),
          Map.entry("draw", List.of("seq2seq", out)),
          Map.entry("import", List.of(missing.toString(), out)),
          Map.entry("export", List.of(missing + ".zip", out)),
          Map.entry("list", List.of("--home=" + folder.resolve("home"))),
          Map.entry("show", List.of("--home=" + folder.resolve("home"), "dates")),
          Map.entry("get", List.of("--home=" + in(), "dates")),
          Map.entry("remove", List.of("--home=" + folder.resolve("home"), "dates")),
          Map.entry("publish", publish()),
          Map.entry("zip", List.of("--vocabulary=0", "--layers=0")),
          Map.entry("compare", List.of("--pairs=none", out)),
          Map.entry("growth", List.of("--axis=none", out)),
          Map.entry("cluster", List.of(missing.toString(), out)),
          Map.entry("memory", List.of("--model=none")),
          Map.entry("workers", List.of("--workers=1")),
          Map.entry("training", List.of("--model=none")),
          Map.entry("decoding", List.of("--model=none")),
          Map.entry("transformer", List.of("--threads=0")),
          Map.entry("runtime", List.of("--pairs=0")));
    }

    private List<String> publish() {
      return List.of(
          missing + ".zip",
          "--to=" + in(),
          "--name=a",
          "--architecture=a",
          "--licence=a",
          "--trained-by=a",
          "--metric=a",
          "--score=1",
          "--signature=a",
          "--test-set=a");
    }
  }

  private OptionLines(Files files) {
    this.files = files;
  }

  static List<HostileLine> of(Files files) {
    OptionLines all = new OptionLines(files);
    all.collect(EveryCommand.commandLine(), List.of());
    return all.lines;
  }

  private void collect(CommandLine command, List<String> path) {
    for (CommandLine inner : command.getSubcommands().values()) {
      List<String> names = new ArrayList<>(path);
      names.add(inner.getCommandName());
      collect(inner, names);
    }
    if (command.getSubcommands().isEmpty()) {
      List<String> base = files.bases().get(command.getCommandName());
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (!option.usageHelp() && !option.versionHelp()) {
          addOption(path, base, option);
        }
      }
      for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
        for (String bad : badValues(parameter)) {
          add(path, base, List.of(bad), List.of(parameter.paramLabel(), bad, "Unmatched"));
        }
      }
    }
  }

  private void addOption(List<String> path, List<String> base, OptionSpec option) {
    String name = option.longestName();
    List<String> rest = base.stream().filter(given -> !given.startsWith(name + "=")).toList();
    add(path, rest, List.of(name, name), List.of(name)); // no value, or twice
    for (String bad : badValues(option)) {
      if (name.equals("--out") && WRITERS.contains(path.get(0)) && !isRefused(bad)) {
        continue; // it would do all of its work
      }
      add(path, rest, List.of(name + "=" + bad), List.of(name, bad));
    }
  }

  private void add(List<String> path, List<String> base, List<String> bad, List<String> named) {
    List<String> arguments = new ArrayList<>(path);
    arguments.addAll(bad); // picocli complains of the first wrong one
    arguments.addAll(base);
    List<String> words = new ArrayList<>(named);
    words.add(files.folder().toString()); // the files of the base
    words.add("127.0.0.1");
    words.add("--model");
    words.add("--axis");
    words.add("--only");
    words.add("--threads");
    words.add("--vocabulary");
    words.add("--layers");
    words.add("--pairs");
    boolean notFinite =
        bad.stream().anyMatch(word -> word.endsWith("=NaN") || word.endsWith("Infinity"));
    lines.add(new HostileLine(arguments, words, notFinite));
  }

  private boolean isRefused(String path) {
    return path.isEmpty() || path.equals("\0") || path.startsWith(files.file().toString());
  }

  private List<String> badValues(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[0];
    boolean many = argument.type().isArray() || Collection.class.isAssignableFrom(argument.type());
    List<String> bad = new ArrayList<>(many ? NO_LISTS : List.of());
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      bad.addAll(NO_INTEGERS);
    } else if (type == double.class || type == Double.class) {
      bad.addAll(NO_NUMBERS);
    } else if (type == boolean.class || type == Boolean.class) {
      bad.addAll(List.of("x", "", "1"));
    } else if (type == Path.class) {
      bad.addAll(
          List.of(
              "",
              "\0",
              files.folder().toString(),
              files.file().toString(),
              files.in().toString(),
              files.folder().resolve("none/x").toString()));
    } else {
      bad.addAll(Arrays.asList("", "\0", "no such thing", "x".repeat(300)));
    }
    return bad;
  }
}
