package org.attentionzoo.layers.updater;

import java.util.List;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.Subtraction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over gradient and state:
 *
 * <pre>
 *   m ← β₁ m + (1 - β₁) g
 *   v ← β₂ v + (1 - β₂) g²
 *   g ← rate · √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε_t),   t = 1, 2 …
 *   θ ← θ - g                                              where fit is to do that next
 * </pre>
 *
 * <p>with ε_t = ε, or ε · √(1 - β₂ᵗ) where it is corrected as v is.
 */
final class FastAdamUpdater extends AdamUpdater {
  private static final Logger LOG = LoggerFactory.getLogger(FastAdamUpdater.class);

  /**
   * Floats at a time, so that gradient and state of a block, and copies, stay in the first cache.
   */
  private static final int BLOCK = 512;

  /** Floats whose updates stay in the second cache until they are subtracted. */
  private static final int STRETCH = 64 * BLOCK;

  private final boolean fused = Kernels.enabled();

  /** What the log says; null before the first update. */
  private Boolean loggedKernel;

  private final FastAdam config;

  private INDArray parameters; // that the next update is subtracted from; null for none
  private boolean subtracted;

  FastAdamUpdater(FastAdam config) {
    super(config);
    this.config = config;
  }

  /** Has the next update subtracted from parameters, which are as many. */
  void subtractNextFrom(INDArray parameters) {
    this.parameters = parameters;
    subtracted = false;
  }

  /**
   * Has later updates not subtracted.
   *
   * @return whether one has been
   */
  boolean stopSubtracting() {
    boolean was = subtracted;
    subtractNextFrom(null);
    return was;
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    INDArray target = parameters;
    boolean usable = usable(gradient) && (target == null || Matrix.fits(target));
    if (!Boolean.valueOf(usable).equals(loggedKernel)) {
      loggedKernel = usable;
      String name = "FastAdam of " + gradient.length() + " parameters";
      Kernels.log(LOG, name, gradient.dataType(), usable ? List.of("adam") : List.of());
    }
    double beta1 = config.getBeta1();
    double beta2 = config.getBeta2();
    double rate = config.getLearningRate(iteration, epoch);
    int t = iteration + 1;
    double epsilon = config.epsilon(t);
    if (!usable) {
      requireState();
      Nd4j.exec(
          new org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater(
              gradient.reshape(getV().shape()),
              getV(),
              getM(),
              rate,
              beta1,
              beta2,
              epsilon,
              iteration));
      if (target != null) {
        target.subi(gradient.reshape(target.shape()));
        subtracted = true;
      }
      return;
    }
    double alpha = rate * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
    Step step = new Step((float) beta1, (float) beta2, (float) alpha, (float) epsilon);
    Matrix g = Matrix.row(gradient);
    Matrix m = Matrix.row(getM());
    Matrix v = Matrix.row(getV());
    Matrix p = target == null ? null : Matrix.row(target);
    ParallelRows.parallel(
        (g.columns() + BLOCK - 1) / BLOCK,
        2,
        (from, to) -> {
          int end = Math.min(g.columns(), to * BLOCK);
          step.run(
              g.columns(from * BLOCK, end),
              m.columns(from * BLOCK, end),
              v.columns(from * BLOCK, end),
              p == null ? null : p.columns(from * BLOCK, end));
        });
    subtracted = target != null;
  }

  private void requireState() {
    if (getM() == null || getV() == null) {
      throw new IllegalStateException("the updater has no state yet");
    }
  }

  private boolean usable(INDArray gradient) {
    return fused
        && getM() != null
        && gradient.length() == getM().length()
        && Matrix.fits(gradient)
        && Matrix.fits(getM())
        && Matrix.fits(getV());
  }

  private record Step(float beta1, float beta2, float alpha, float epsilon) {

    /**
     * All are rows of equal length.
     *
     * @param parameters null for none
     */
    void run(Matrix gradient, Matrix first, Matrix second, Matrix parameters) {
      float[] g = new float[BLOCK];
      float[] m = new float[BLOCK];
      float[] v = new float[BLOCK];
      int length = gradient.columns();
      for (int start = 0; start < length; start += STRETCH) {
        int end = Math.min(length, start + STRETCH);
        for (int from = start; from < end; from += BLOCK) {
          int to = Math.min(end, from + BLOCK);
          gradient.columns(from, to).read(0, g);
          first.columns(from, to).read(0, m);
          second.columns(from, to).read(0, v);
          update(g, m, v, to - from);
          gradient.columns(from, to).write(0, g);
          first.columns(from, to).write(0, m);
          second.columns(from, to).write(0, v);
        }
        if (parameters != null) {
          Subtraction.subtract(parameters.columns(start, end), gradient.columns(start, end));
        }
      }
    }

    private void update(float[] g, float[] m, float[] v, int n) {
      float keep1 = beta1;
      float take1 = 1 - beta1;
      float keep2 = beta2;
      float take2 = 1 - beta2;
      float a = alpha;
      float e = epsilon;
      for (int i = 0; i < n; i++) {
        float x = g[i];
        float mean = keep1 * m[i] + take1 * x;
        float square = keep2 * v[i] + take2 * x * x;
        m[i] = mean;
        v[i] = square;
        g[i] = a * mean / ((float) Math.sqrt(square) + e);
      }
    }
  }
}
