package org.attentionzoo.layers.updater;

import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.StepFunction;
import org.deeplearning4j.optimize.solvers.accumulation.GradientsAccumulator;
import org.deeplearning4j.optimize.solvers.accumulation.IndexedTail;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A step that has been taken: {@code fit} gives updates to a gradient accumulator, where there is
 * one, instead of subtracting them. This one takes a single update, does nothing, and is gone.
 */
final class TakenStep implements GradientsAccumulator {
  private static final long serialVersionUID = 1L;

  private final transient ConvexOptimizer optimizer;

  private TakenStep(ConvexOptimizer optimizer) {
    this.optimizer = optimizer;
  }

  /** Tells an optimizer, whose updater is at work, that the step is taken. */
  static void tell(ConvexOptimizer optimizer) {
    optimizer.setGradientsAccumulator(new TakenStep(optimizer));
  }

  private void leave() {
    optimizer.setGradientsAccumulator(null);
  }

  @Override
  public void applyUpdate(
      StepFunction function, INDArray parameters, INDArray update, boolean isFinalStep) {
    leave();
  }

  @Override
  public void applyUpdate(
      StepFunction function, INDArray parameters, INDArray update, double alpha) {
    leave();
  }

  /** Asked before a step; then an error has kept the last one from its end. */
  @Override
  public boolean hasAnything() {
    leave();
    return false;
  }

  @Override
  public void storeUpdate(INDArray update, int iteration, int epoch) {}

  @Override
  public void receiveUpdate(INDArray update) {}

  @Override
  public void markExternalUpdates(boolean updatesAvailable) {}

  @Override
  public void setExternalSource(IndexedTail source) {}

  @Override
  public IndexedTail getExternalSource() {
    return null;
  }

  @Override
  public void reset() {}

  @Override
  public void touch() {}
}
