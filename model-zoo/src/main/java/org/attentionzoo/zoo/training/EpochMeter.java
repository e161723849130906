package org.attentionzoo.zoo.training;

import java.util.function.LongSupplier;

/** Loss, tokens and time of an epoch's updates so far, and the time of the whole training. */
final class EpochMeter {

  private final LongSupplier nanoTime;
  private double lossSum;
  private long tokens;
  private double epochSeconds;
  private double secondsBefore;
  private long start;

  /** Goes on from where a training stood. */
  EpochMeter(TrainingState state, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    lossSum = state.lossSum();
    tokens = state.tokens();
    epochSeconds = state.epochSeconds();
    secondsBefore = state.seconds();
    start = nanoTime.getAsLong();
  }

  /** Adds a batch: its mean loss in nats, its target tokens, and how long it took. */
  void add(double loss, long batchTokens, double seconds) {
    lossSum += loss * batchTokens;
    tokens += batchTokens;
    epochSeconds += seconds;
  }

  void nextEpoch() {
    lossSum = 0;
    tokens = 0;
    epochSeconds = 0;
  }

  double lossSum() {
    return lossSum;
  }

  long tokens() {
    return tokens;
  }

  double epochSeconds() {
    return epochSeconds;
  }

  /** Mean loss per target token, in nats; 0 before the first. */
  double loss() {
    return tokens == 0 ? 0 : lossSum / tokens;
  }

  double tokensPerSecond() {
    return epochSeconds == 0 ? 0 : tokens / epochSeconds;
  }

  /** Seconds since the start of the training, interruptions left out. */
  double seconds() {
    return secondsBefore + (nanoTime.getAsLong() - start) * 1e-9;
  }
}
