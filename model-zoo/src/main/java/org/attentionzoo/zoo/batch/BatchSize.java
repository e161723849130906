package org.attentionzoo.zoo.batch;

import java.io.Serializable;

/**
 * When a batch is full.
 *
 * @param amount how many at most
 * @param unit of what
 */
public record BatchSize(int amount, Unit unit) implements Serializable {

  /** What is counted. */
  public enum Unit {
    /** Pairs. */
    SENTENCES,
    /**
     * Places in the larger of the two arrays, padding included: N · max(S, T). So all batches take
     * about the same memory and time.
     */
    TOKENS
  }

  /**
   * @throws IllegalArgumentException if the amount is below 1
   */
  public BatchSize {
    if (amount < 1) {
      throw new IllegalArgumentException("Batch size must be at least 1, got " + amount);
    }
  }

  /** Batches of a number of pairs. */
  public static BatchSize sentences(int amount) {
    return new BatchSize(amount, Unit.SENTENCES);
  }

  /** Batches of a number of tokens; a longer pair is a batch of its own. */
  public static BatchSize tokens(int amount) {
    return new BatchSize(amount, Unit.TOKENS);
  }

  /** Whether pairs of which the longest side has so many tokens may share a batch. */
  boolean holds(int pairs, int longest) {
    return unit == Unit.SENTENCES ? pairs <= amount : (long) pairs * longest <= amount;
  }

  /** How many places a pair takes: the target has an end token, too. */
  static int width(PairSource.Lengths pair) {
    return Math.max(pair.source(), pair.target() + 1);
  }
}
