package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.util.ArrayList;
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
  private static final int TRIALS = 2;

  /** A program with one way to run it. */
  static Contender of(String name, List<String> command) {
    return new Contender(name, command, "", List.of(Setting.PLAIN));
  }

  /**
   * The setting with the most tokens a second, each tried twice, as a disturbed run may lose.
   *
   * @throws IOException if the program fails
   */
  Setting best() throws IOException, InterruptedException {
    if (settings.size() == 1) {
      return settings.get(0);
    }
    double[] rates = new double[settings.size()];
    for (int trial = 0; trial < TRIALS; trial++) {
      for (int i = 0; i < rates.length; i++) {
        rates[i] = Math.max(rates[i], run(settings.get(i)).tokensPerSecond());
      }
    }
    int best = 0;
    for (int i = 1; i < rates.length; i++) {
      best = rates[i] > rates[best] ? i : best;
    }
    return settings.get(best);
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
