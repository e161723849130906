package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.time.Duration;
import org.attentionzoo.zoo.training.Training;
import picocli.CommandLine.Option;

/**
 * When a training ends: at the first of these. They may be changed when it is resumed, as long as
 * no schedule ends where they said.
 */
final class LimitOptions {

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Passes over the training data (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Parameter updates (default: no limit).")
  private Long steps;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Minutes of training, validation included (default: no limit).")
  private Double minutes;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Stop after so many epochs in which neither the validation loss nor what --best-by names"
              + " got better; 0 never does (default: ${DEFAULT-VALUE}).")
  private int patience;

  /** Updates of the whole training, if neither time nor patience ends it earlier. */
  long updates(long batchesPerEpoch, int batchesPerUpdate) {
    long updates = Math.max(1, epochs * batchesPerEpoch / batchesPerUpdate);
    return steps == null ? updates : Math.min(steps, updates);
  }

  /** Gives the limits to a training. */
  Training.Builder set(Training.Builder training) {
    training.epochs(epochs).patience(patience);
    if (steps != null) {
      training.updates(steps);
    }
    if (minutes != null) {
      training.time(Duration.ofNanos(Math.max(1, (long) (minutes * 60e9))));
    }
    return training;
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range; names option and value
   */
  void check() {
    require(epochs >= 1, "--epochs", epochs, "at least 1");
    require(steps == null || steps >= 1, "--steps", steps, "at least 1");
    require(minutes == null || minutes > 0, "--minutes", minutes, "positive");
    require(patience >= 0, "--patience", patience, "0 or more");
  }
}
