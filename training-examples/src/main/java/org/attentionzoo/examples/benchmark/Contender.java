package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One side of a comparison: a program that prints one {@link Measurement} and is run in a process
 * of its own.
 *
 * @param name what is told in results
 * @param command the program with its arguments
 * @param input what the program reads from standard input, e.g. a script; may be empty
 * @param settings the ways to run it, of which the fastest is to be taken
 */
record Contender(String name, List<String> command, String input, List<Setting> settings) {

  /** A program with one way to run it. */
  static Contender of(String name, List<String> command) {
    return new Contender(name, command, "", List.of(Setting.PLAIN));
  }

  /**
   * The setting with the most tokens a second, each tried once.
   *
   * @throws IOException if the program fails
   */
  Setting best() throws IOException, InterruptedException {
    if (settings.size() == 1) {
      return settings.get(0);
    }
    List<Double> rates = new ArrayList<>();
    for (Setting setting : settings) {
      rates.add(run(setting).tokensPerSecond());
    }
    return settings.get(rates.indexOf(rates.stream().max(Comparator.naturalOrder()).orElseThrow()));
  }

  /**
   * Runs the program once.
   *
   * @throws IOException if the program cannot be started, fails, or prints no measurement
   */
  Measurement run(Setting setting) throws IOException, InterruptedException {
    List<String> full = new ArrayList<>(command);
    full.addAll(setting.arguments());
    String output = ChildProcess.run(full, setting.environment(), input);
    String[] lines = output.strip().split("\\R");
    try {
      return Measurement.parse(lines[lines.length - 1]);
    } catch (IllegalArgumentException e) {
      throw new IOException(String.join(" ", full) + ": " + e.getMessage(), e);
    }
  }
}
