package org.attentionzoo.layers.fused;

import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code dropout(activation(x))}, {@code [.., f]} → the same shape.
 *
 * @param dropoutRate drawn at {@code site}
 */
record ActivationDropout(SmoothActivation activation, double dropoutRate, int site)
    implements PlanFunction {

  /** Numbers of a row or a part of it, of which several stay in a processor's first cache. */
  private static final int BLOCK = 1024;

  @Override
  public String name() {
    return "activation";
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        run(inputs[0], null, outputs[0], pass);
      }

      @Override
      public void backward(Call call) {
        run(call.input(0), call.outputGradient(0), call.inputGradient(0), call.pass());
      }
    };
  }

  /** {@code to ← dropout(f(x))}, or {@code to ← dropout(f'(x) · g)} where g is given. */
  private void run(INDArray x, INDArray g, INDArray to, Pass pass) {
    int length = Math.toIntExact(x.length());
    Matrix from = Matrix.row(x);
    Matrix above = g == null ? null : Matrix.row(g);
    Matrix target = Matrix.row(to);
    boolean drops = dropoutRate > 0 && pass.drops();
    DropoutMask dropout = drops ? new DropoutMask(dropoutRate, pass.seed(site)) : null;
    int blocks = (length + BLOCK - 1) / BLOCK;
    ParallelRows.parallel(
        blocks,
        4,
        (first, last) -> {
          float[] values = new float[BLOCK];
          float[] scratch = new float[BLOCK];
          float[] more = new float[BLOCK];
          float[] kept = new float[BLOCK];
          for (int b = first; b < last; b++) {
            int start = b * BLOCK;
            int end = Math.min(length, start + BLOCK);
            from.columns(start, end).read(0, values);
            if (above == null) {
              activation.value(values, end - start, scratch, more);
            } else {
              activation.slope(values, end - start, scratch, more);
              above.columns(start, end).read(0, more);
              Elementwise.multiply(values, more, values, end - start);
            }
            if (dropout != null) {
              dropout.apply(values, start, end - start, kept);
            }
            target.columns(start, end).write(0, values);
          }
        });
  }
}
