package org.attentionzoo.examples.dates;

import java.time.LocalDate;
import java.util.SplittableRandom;

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
    long scattered = new SplittableRandom(date.toEpochDay()).nextLong(); // unlike for neighbours
    return switch ((int) Long.remainderUnsigned(scattered, 10)) {
      case 0 -> TEST;
      case 1 -> VALIDATION;
      default -> TRAINING;
    };
  }
}
