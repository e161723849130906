package org.attentionzoo.layers.schedule;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * {@link NoamSchedule} given by its peak instead of by the model size:
 *
 * <pre>rate = peak · min(step / warmup, sqrt(warmup / step))</pre>
 *
 * <p>It is the same curve: {@code peak = factor / sqrt(d · warmup)} (Vaswani et al. 2017, eq. 3).
 *
 * @param peakRate the rate at step {@code warmupSteps}, positive
 * @param warmupSteps number of updates until the peak, at least 1
 */
public record InverseSquareRootSchedule(
    @JsonProperty("peakRate") double peakRate, @JsonProperty("warmupSteps") int warmupSteps)
    implements ISchedule {

  /**
   * @throws IllegalArgumentException if a value is out of its range; the message names it
   */
  public InverseSquareRootSchedule {
    Steps.checkPositive("peakRate", peakRate);
    Steps.checkAtLeast("warmupSteps", 1, warmupSteps);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double step = Steps.of(iteration);
    return peakRate * Math.min(step / warmupSteps, Math.sqrt(warmupSteps / step));
  }

  @Override
  public InverseSquareRootSchedule clone() {
    return new InverseSquareRootSchedule(peakRate, warmupSteps);
  }
}
