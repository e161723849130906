package org.attentionzoo.zoo.batch;

import java.util.Locale;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A place in the data: with the same corpus, seed and batch size a {@link BatchIterator} goes on
 * from here. Jackson writes it as {@code {"epoch": 2, "batch": 17}}.
 *
 * @param epoch the epoch, counted from 0
 * @param batch how many batches of it have been taken
 */
public record BatchPosition(@JsonProperty("epoch") int epoch, @JsonProperty("batch") long batch) {

  /** The start of the first epoch. */
  public static final BatchPosition START = new BatchPosition(0, 0);

  /**
   * @throws IllegalArgumentException if a number is negative
   */
  @JsonCreator
  public BatchPosition {
    if (epoch < 0 || batch < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "A position is not negative, got epoch %d, batch %d", epoch, batch));
    }
  }
}
