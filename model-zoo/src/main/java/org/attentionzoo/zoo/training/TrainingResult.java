package org.attentionzoo.zoo.training;

import java.util.List;
import org.attentionzoo.zoo.io.ModelZip;

/** What came of a {@link Training}. */
public final class TrainingResult {

  private final StopReason reason;
  private final List<HistoryEntry> history;
  private final Trained trained;

  /**
   * A model of the training.
   *
   * @param name what messages call it
   * @param model with its figures on the card
   * @param entry its figures
   */
  record Trained(String name, ModelZip model, HistoryEntry entry) {}

  /**
   * @param trained null if it was interrupted
   */
  TrainingResult(StopReason reason, List<HistoryEntry> history, Trained trained) {
    this.reason = reason;
    this.history = List.copyOf(history);
    this.trained = trained;
  }

  /** Why the training ended. */
  public StopReason reason() {
    return reason;
  }

  /** Whether it was interrupted: it is saved and can be resumed, and there is no result yet. */
  public boolean isInterrupted() {
    return reason == StopReason.INTERRUPTED;
  }

  /** The figures of each epoch, also of one that a limit cut off. */
  public List<HistoryEntry> history() {
    return history;
  }

  /**
   * The best model, or the mean of the last checkpoints if that is better, as in model.zip.
   *
   * @throws IllegalStateException if the training was interrupted
   */
  public ModelZip model() {
    return trained().model();
  }

  /**
   * Which one it is, in words, such as "the model of epoch 3".
   *
   * @throws IllegalStateException if the training was interrupted
   */
  public String description() {
    return trained().name();
  }

  /**
   * Its figures.
   *
   * @throws IllegalStateException if the training was interrupted
   */
  public HistoryEntry entry() {
    return trained().entry();
  }

  private Trained trained() {
    if (trained == null) {
      throw new IllegalStateException(
          "the training was interrupted, it has no result yet; resumed, it goes on");
    }
    return trained;
  }
}
