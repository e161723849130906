package org.attentionzoo.examples.benchmark;

import org.attentionzoo.examples.Program;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks: a program of its own, for those who work on the library. */
@Command(
    name = "benchmarks",
    description = "Measure the library on this machine.",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    scope = CommandLine.ScopeType.INHERIT)
public final class Benchmarks implements Runnable {
  @Spec private CommandSpec spec;

  /** The command line with every benchmark, ready to execute. */
  public static CommandLine commandLine() {
    return Program.commandLine(
        new Benchmarks(),
        new CompareBenchmark(),
        new GrowthBenchmark(),
        new MemoryBenchmark(),
        new TrainingBenchmark(),
        new DecodingBenchmark(),
        new TransformerBenchmark(),
        new RuntimeBenchmark(),
        new ZipBenchmark(),
        new ClusterBenchmark(),
        new WorkersBenchmark());
  }

  public static void main(String[] args) {
    Program.run(commandLine(), args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which benchmark? Name one of those below.");
  }
}
