package org.attentionzoo.examples.benchmark;

import org.attentionzoo.layers.kernel.ParallelRows;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a benchmark of one model. */
final class YardstickOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--model",
      defaultValue = "small",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Yardstick model;

  @Option(names = "--batch", description = "Sentences in a batch (default: the model's).")
  private Integer batch;

  @Option(names = "--length", description = "Tokens in a sentence (default: the model's).")
  private Integer length;

  @Option(names = "--threads", description = "Threads of our kernels (default: all processors).")
  private Integer threads;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      description =
          "Seconds before the measurement, two steps at least (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Seconds of measurement, five steps at least (default: ${DEFAULT-VALUE}).")
  private double seconds;

  Yardstick model() {
    return model;
  }

  int batch() {
    return positive("--batch", batch == null ? model.batch() : batch);
  }

  int length() {
    return positive("--length", length == null ? model.length() : length);
  }

  /** Gives the kernels their threads. */
  void applyThreads() {
    if (threads != null) {
      ParallelRows.setThreads(positive("--threads", threads));
    }
  }

  /** Runs a step again and again. */
  StepTimes time(Runnable step) {
    return StepTimes.of(step, warmUp, seconds);
  }

  /** What a run of the model measured. */
  Measurement measurement(String mode, long parameters, StepTimes times) {
    return new Measurement(
        Measurement.engineHere(),
        model.label(),
        mode,
        batch(),
        length(),
        ParallelRows.threads(),
        parameters,
        times.count(),
        times.medianMillis(),
        batch() * length() / times.medianMillis() * 1e3,
        ProcessMemory.peakMegabytes(),
        null,
        null);
  }

  private int positive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", expected at least 1");
    }
    return value;
  }
}
