package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code x + dropout(y)}: arguments x and y {@code [N, T, d]}, output the same.
 *
 * @param dropoutRate of y, drawn at {@code site}
 */
record ResidualAdd(double dropoutRate, int site) implements PlanFunction {

  @Override
  public String name() {
    return "residual_add";
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        run(Matrix.of(inputs[0]), Matrix.of(inputs[1]), Matrix.of(outputs[0]), pass);
      }

      @Override
      public void backward(Call call) {
        if (call.wants(0)) {
          call.inputGradient(0).assign(call.outputGradient(0));
        }
        if (call.wants(1)) {
          run(
              null,
              Matrix.of(call.outputGradient(0)),
              Matrix.of(call.inputGradient(1)),
              call.pass());
        }
      }
    };
  }

  /** {@code to ← x + dropout(y)}; x is null for 0. */
  private void run(Matrix x, Matrix y, Matrix to, Pass pass) {
    boolean drops = dropoutRate > 0 && pass.drops();
    DropoutMask dropout = drops ? new DropoutMask(dropoutRate, pass.seed(site)) : null;
    int d = y.columns();
    ParallelRows.parallel(
        y.rows(),
        Grain.ADDITIONS.rows(d),
        (from, end) -> {
          float[] sum = new float[d];
          float[] row = new float[d];
          float[] kept = new float[d];
          for (int r = from; r < end; r++) {
            y.read(r, sum);
            if (dropout != null) {
              dropout.apply(sum, r * d, d, kept);
            }
            if (x != null) {
              x.read(r, row);
              for (int i = 0; i < d; i++) {
                sum[i] += row[i];
              }
            }
            to.write(r, sum);
          }
        });
  }
}
