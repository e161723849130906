package org.attentionzoo.examples.dates;

import java.time.LocalDate;

/**
 * Which dates are for training and which are never seen in it. A hash of the date decides, so that
 * no date is in two parts, whatever its text looks like.
 */
public enum DateSplit {
  /** Eight of ten dates. */
  TRAINING,
  /** One of ten dates: measured after each epoch. */
  VALIDATION,
  /** One of ten dates: measured once, at the end. */
  TEST;

  /** The part a date belongs to. */
  public static DateSplit of(LocalDate date) {
    return switch ((int) Long.remainderUnsigned(mix(date.toEpochDay()), 10)) {
      case 0 -> TEST;
      case 1 -> VALIDATION;
      default -> TRAINING;
    };
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): neighbouring days get unlike values. */
  private static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
