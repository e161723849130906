package org.attentionzoo.layers.schedule;

/** What all schedules share: the step number, the warm-up ramp and the argument checks. */
final class Steps {

  private Steps() {}

  /**
   * The papers' step number, from 1, of DL4J's iteration, from 0; a long, so that it cannot wrap.
   */
  static long of(int iteration) {
    if (iteration < 0) {
      throw new IllegalArgumentException("iteration must be 0 or more, but is " + iteration);
    }
    return iteration + 1L;
  }

  /**
   * How much of the decay lies behind {@code step}: 0 at the end of the warm-up, 1 from total on.
   */
  static double decayed(long step, int warmupSteps, int totalSteps) {
    return Math.min(1.0, (step - warmupSteps) / (double) (totalSteps - warmupSteps));
  }

  static void checkAtLeast(String name, long minimum, long value) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          name + " must be at least " + minimum + ", but is " + value);
    }
  }

  static void checkPositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be positive and finite, but is " + value);
    }
  }

  static void checkDecay(double peakRate, int warmupSteps, int totalSteps, double finalRate) {
    checkPositive("peakRate", peakRate);
    checkAtLeast("warmupSteps", 0, warmupSteps);
    if (totalSteps <= warmupSteps) {
      throw new IllegalArgumentException(
          "totalSteps must be greater than warmupSteps, but totalSteps is "
              + totalSteps
              + " and warmupSteps is "
              + warmupSteps);
    }
    if (!(finalRate >= 0) || finalRate > peakRate) {
      throw new IllegalArgumentException(
          "finalRate must be in [0, peakRate], but is " + finalRate + " with peakRate " + peakRate);
    }
  }
}
