package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Is told how a {@link Training} goes, on the thread that trains. What a listener throws ends the
 * training, which can be resumed from its last checkpoint.
 */
public interface ProgressListener {

  /**
   * The first checkpoint of this run is about to be written: whatever belongs to a training that
   * can go on is written now.
   */
  default void begin() throws IOException {}

  /** A batch is done, or as many as workers compute at once. */
  default void batch(Progress progress) {}

  /** A validation begins, which may take a while. */
  default void validating() {}

  /**
   * An epoch has been validated, and the model saved if it is the best. Its checkpoint comes next:
   * if the program is killed before that, the end of the epoch is repeated.
   */
  default void epoch(EpochEnd end) throws IOException {}

  /** A checkpoint is on the disk. */
  default void checkpoint(Path file) {}

  /**
   * A limit is reached: the last model is validated, and the result chosen.
   *
   * @param text the reason in words, such as "all 20 epochs are done"
   */
  default void limit(StopReason reason, String text) {}

  /**
   * The mean of the last checkpoints has been validated.
   *
   * @param checkpoints how many
   * @param entry its figures
   */
  default void average(int checkpoints, HistoryEntry entry) {}
}
