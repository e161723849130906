package org.attentionzoo.examples;

import org.attentionzoo.examples.benchmark.Benchmarks;
import picocli.CommandLine;

/** The commands of all programs as one command line, for tests that look at each. */
public final class EveryCommand {

  /** Beneath it are the benchmarks. */
  public static final String BENCHMARKS = "benchmarks";

  private EveryCommand() {}

  public static CommandLine commandLine() {
    return AttentionZoo.commandLine().addSubcommand(BENCHMARKS, Benchmarks.commandLine());
  }
}
