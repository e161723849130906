package org.attentionzoo.examples.report;

import java.time.Duration;

/**
 * What an epoch of training was like.
 *
 * @param epoch its number, counted from 1
 * @param loss mean loss per target token
 * @param tokens number of target tokens, end tokens included
 * @param time time spent in the epoch's steps, without evaluation
 */
public record EpochSummary(int epoch, double loss, long tokens, Duration time) {

  /** Target tokens per second; 0 where no time was measured. */
  public double tokensPerSecond() {
    return time.isZero() ? 0 : tokens / (time.toNanos() * 1e-9);
  }
}
