package org.attentionzoo.layers.schedule;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Linear warm-up, then a straight line down (as in BERT, Devlin et al. 2019, A.2):
 *
 * <pre>
 * step ≤ warmup: rate = peak · step / warmup
 * afterwards:    rate = final + (peak - final) · (1 - p),  p = (step - warmup) / (total - warmup)
 * </pre>
 *
 * <p>From step {@code totalSteps} on the rate stays at {@code finalRate}.
 *
 * @param peakRate the rate at step {@code warmupSteps}, positive
 * @param warmupSteps number of updates until the peak, 0 for none
 * @param totalSteps the step that reaches {@code finalRate}, greater than {@code warmupSteps}
 * @param finalRate the rate at the end, in [0, peakRate]
 */
public record LinearDecaySchedule(
    @JsonProperty("peakRate") double peakRate,
    @JsonProperty("warmupSteps") int warmupSteps,
    @JsonProperty("totalSteps") int totalSteps,
    @JsonProperty("finalRate") double finalRate)
    implements ISchedule {

  /**
   * @throws IllegalArgumentException if a value is out of its range; the message names it
   */
  public LinearDecaySchedule {
    Steps.checkDecay(peakRate, warmupSteps, totalSteps, finalRate);
  }

  /** A decay to zero. */
  public LinearDecaySchedule(double peakRate, int warmupSteps, int totalSteps) {
    this(peakRate, warmupSteps, totalSteps, 0.0);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    long step = Steps.of(iteration);
    if (step <= warmupSteps) {
      return peakRate * step / warmupSteps;
    }
    double left = 1 - Steps.decayed(step, warmupSteps, totalSteps);
    return finalRate + (peakRate - finalRate) * left;
  }

  @Override
  public LinearDecaySchedule clone() {
    return new LinearDecaySchedule(peakRate, warmupSteps, totalSteps, finalRate);
  }
}
