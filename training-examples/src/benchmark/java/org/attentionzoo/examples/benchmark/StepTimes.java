package org.attentionzoo.examples.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How long each of many equal steps took, after a warm-up.
 *
 * @param millis of each measured step
 */
record StepTimes(double[] millis) {
  private static final int MIN_WARM_UP = 2;
  private static final int MIN_STEPS = 5;

  /** Runs the step for a while unmeasured, then measured; both in seconds. */
  static StepTimes of(Runnable step, double warmUp, double seconds) {
    repeat(step, warmUp, MIN_WARM_UP);
    return new StepTimes(repeat(step, seconds, MIN_STEPS));
  }

  private static double[] repeat(Runnable step, double seconds, int minimum) {
    List<Double> millis = new ArrayList<>();
    long began = System.nanoTime();
    while (millis.size() < minimum || (System.nanoTime() - began) / 1e9 < seconds) {
      long start = System.nanoTime();
      step.run();
      millis.add((System.nanoTime() - start) / 1e6);
    }
    return millis.stream().mapToDouble(Double::doubleValue).toArray();
  }

  int count() {
    return millis.length;
  }

  double medianMillis() {
    return new Median().evaluate(millis);
  }
}
