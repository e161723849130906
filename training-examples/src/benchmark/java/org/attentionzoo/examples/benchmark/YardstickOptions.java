package org.attentionzoo.examples.benchmark;

import org.attentionzoo.layers.precision.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Mixin private TimingOptions timing;

  Yardstick model() {
    return model;
  }

  int batch() {
    return OptionChecks.positive(spec, "--batch", batch == null ? model.batch() : batch);
  }

  int length() {
    return OptionChecks.positive(spec, "--length", length == null ? model.length() : length);
  }

  /** Gives the kernels their threads. */
  void applyThreads() {
    timing.applyThreads();
  }

  /** Runs a step again and again. */
  StepTimes time(Runnable step) {
    return timing.time(step);
  }

  /**
   * What a run of the model measured.
   *
   * @param precision that was used
   */
  Measurement measurement(String mode, Precision precision, long parameters, StepTimes times) {
    return Measurement.of(model.label(), mode, precision, batch(), length(), parameters, times);
  }
}
