package org.attentionzoo.examples.benchmark;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of the values of options. */
final class OptionChecks {
  private OptionChecks() {}

  /**
   * The value.
   *
   * @throws ParameterException if it is below 1
   */
  static int positive(CommandSpec spec, String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", expected at least 1");
    }
    return value;
  }
}
