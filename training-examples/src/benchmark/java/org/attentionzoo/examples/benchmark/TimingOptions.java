package org.attentionzoo.examples.benchmark;

import org.attentionzoo.layers.kernel.ParallelRows;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Threads and duration of a benchmark. */
final class TimingOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--threads", description = "Threads of our kernels (default: all processors).")
  private Integer threads;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description =
          "Seconds before the measurement, two steps at least: the JIT compiles our kernels for"
              + " the first dozen of steps (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Seconds of measurement, five steps at least (default: ${DEFAULT-VALUE}).")
  private double seconds;

  /** Gives the kernels their threads. */
  void applyThreads() {
    if (threads != null) {
      ParallelRows.setThreads(OptionChecks.positive(spec, "--threads", threads));
    }
  }

  /** Runs a step again and again. */
  StepTimes time(Runnable step) {
    return StepTimes.of(step, warmUp, seconds);
  }
}
