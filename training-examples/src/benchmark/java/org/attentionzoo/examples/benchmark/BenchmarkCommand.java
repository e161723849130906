package org.attentionzoo.examples.benchmark;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks behind one command. */
@Command(
    name = "benchmark",
    description = "Measure the library on this machine.",
    subcommands = {
      CompareBenchmark.class,
      GrowthBenchmark.class,
      MemoryBenchmark.class,
      TrainingBenchmark.class,
      DecodingBenchmark.class,
      TransformerBenchmark.class,
      RuntimeBenchmark.class,
      ZipBenchmark.class
    })
public final class BenchmarkCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which benchmark? Name one of those below.");
  }
}
