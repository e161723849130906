package org.attentionzoo.zoo.training;

import java.util.List;
import java.util.Optional;

/**
 * When a training ends: at the first of these.
 *
 * @param epochs passes over the data
 * @param updates of the parameters, {@link Long#MAX_VALUE} for any number
 * @param seconds of training, validation included, infinite for any
 * @param patience epochs in which neither the loss nor the score gets better, 0 for any
 */
record Limits(int epochs, long updates, double seconds, int patience) {

  /** A limit that was reached, in words. */
  record Reached(StopReason reason, String text) {}

  /** Updates of the whole training, if neither time nor patience ends it earlier. */
  long updates(long batchesPerEpoch, int batchesPerUpdate) {
    return Math.min(updates, Math.max(1, epochs * batchesPerEpoch / batchesPerUpdate));
  }

  /** Why the training is over, if it is. */
  Optional<Reached> reached(
      int epoch, long updatesDone, double secondsPassed, List<HistoryEntry> history, Best best) {
    if (epoch >= epochs) {
      return reached(StopReason.EPOCHS, "all " + epochs + " epochs are done");
    }
    if (updatesDone >= updates) {
      return reached(StopReason.UPDATES, updatesDone + " updates are done");
    }
    if (secondsPassed >= seconds) {
      return reached(StopReason.TIME, "the time is up");
    }
    // BLEU of the first epochs is little more than chance, while the loss says that they learn
    int since = history.size() - 1 - Math.max(best.index(history), Best.LOSS.index(history));
    if (patience > 0 && !history.isEmpty() && since >= patience) {
      return reached(StopReason.PATIENCE, since + " epochs brought no better validation");
    }
    return Optional.empty();
  }

  private static Optional<Reached> reached(StopReason reason, String text) {
    return Optional.of(new Reached(reason, text));
  }
}
