package org.attentionzoo.zoo.training;

/**
 * The loss of a training is no number any more. A smaller learning rate, a longer warm-up or a
 * smaller norm to clip to may help; the last checkpoint is from before it.
 */
public final class DivergedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final double loss;
  private final long update;

  DivergedException(double loss, long update) {
    super(
        "the loss is "
            + loss
            + " at update "
            + update
            + "; a smaller learning rate, a longer warm-up or a smaller norm to clip to may help");
    this.loss = loss;
    this.update = update;
  }

  /** The loss, NaN or infinite. */
  public double loss() {
    return loss;
  }

  /** Parameter updates before it. */
  public long update() {
    return update;
  }
}
