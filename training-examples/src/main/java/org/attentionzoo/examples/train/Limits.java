package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.util.List;
import org.attentionzoo.examples.report.HistoryEntry;
import picocli.CommandLine.Option;

/**
 * When a training ends: at the first of these. They may be changed when it is resumed, as long as
 * no schedule ends where they said.
 */
final class Limits {

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

  int epochs() {
    return epochs;
  }

  Double minutes() {
    return minutes;
  }

  /** Updates of the whole training, if neither time nor patience ends it earlier. */
  long updates(long batchesPerEpoch, int batchesPerUpdate) {
    long updates = Math.max(1, epochs * batchesPerEpoch / batchesPerUpdate);
    return steps == null ? updates : Math.min(steps, updates);
  }

  /** Why the training is over, or null if it is not. */
  String reached(int epoch, long updates, double seconds, List<HistoryEntry> history, Best best) {
    if (epoch >= epochs) {
      return "all " + epochs + " epochs are done";
    }
    if (steps != null && updates >= steps) {
      return updates + " updates are done";
    }
    if (minutes != null && seconds >= 60 * minutes) {
      return "the time is up";
    }
    // BLEU of the first epochs is little more than chance, while the loss says that they learn
    int since = history.size() - 1 - Math.max(best.index(history), Best.LOSS.index(history));
    if (patience > 0 && !history.isEmpty() && since >= patience) {
      return since + " epochs brought no better validation";
    }
    return null;
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
