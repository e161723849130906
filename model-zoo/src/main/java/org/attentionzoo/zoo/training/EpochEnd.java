package org.attentionzoo.zoo.training;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;

/**
 * An epoch that has been validated, be it whole or cut off by a limit.
 *
 * @param entry its figures
 * @param epochs that the training may take
 * @param best whether it is the best one so far
 * @param saved whether its model is best.zip now. One that a limit cut off is only where there is
 *     no other: were the training to go on, it would not have been validated
 * @param samples sentences as it translates them
 * @param history all epochs so far, this one included
 */
public record EpochEnd(
    HistoryEntry entry,
    int epochs,
    boolean best,
    boolean saved,
    List<ValidationSample> samples,
    List<HistoryEntry> history) {

  /**
   * @throws IllegalArgumentException if something is null
   */
  public EpochEnd {
    Arguments.given("entry", entry);
    samples = List.copyOf(Arguments.allGiven("samples", samples));
    history = List.copyOf(Arguments.allGiven("history", history));
  }
}
