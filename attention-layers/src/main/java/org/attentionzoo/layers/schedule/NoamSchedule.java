package org.attentionzoo.layers.schedule;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The schedule of the Transformer, Vaswani et al. 2017, §5.3, eq. 3:
 *
 * <pre>rate = factor · d^-0.5 · min(step^-0.5, step · warmup^-1.5)</pre>
 *
 * <p>The rate rises linearly for {@code warmupSteps} updates to {@code factor / sqrt(d · warmup)}
 * and falls with the square root of the step after that. The paper has d 512 (base) or 1024 (big),
 * 4000 warm-up steps and factor 1.
 *
 * @param modelSize d, at least 1
 * @param warmupSteps number of updates until the peak, at least 1
 * @param factor multiplies the whole curve, positive
 */
public record NoamSchedule(
    @JsonProperty("modelSize") int modelSize,
    @JsonProperty("warmupSteps") int warmupSteps,
    @JsonProperty("factor") double factor)
    implements ISchedule {

  /**
   * @throws IllegalArgumentException if a value is out of its range; the message names it
   */
  public NoamSchedule {
    Steps.checkAtLeast("modelSize", 1, modelSize);
    Steps.checkAtLeast("warmupSteps", 1, warmupSteps);
    Steps.checkPositive("factor", factor);
  }

  /** The paper's form, with factor 1. */
  public NoamSchedule(int modelSize, int warmupSteps) {
    this(modelSize, warmupSteps, 1.0);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double step = Steps.of(iteration);
    return factor
        / Math.sqrt(modelSize)
        * Math.min(1 / Math.sqrt(step), step * Math.pow(warmupSteps, -1.5));
  }

  @Override
  public NoamSchedule clone() {
    return new NoamSchedule(modelSize, warmupSteps, factor);
  }
}
