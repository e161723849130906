package org.attentionzoo.layers.transformer;

import java.util.List;
import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Kernel of {@code dropout(activation(x))}, {@code [.., f]} → the same shape.
 *
 * @param dropoutRate drawn at {@code site}
 */
record ActivationKernel(SmoothActivation activation, double dropoutRate, int site)
    implements PlanFunction {

  /** Numbers of a row or a part of it, of which several stay in a processor's first cache. */
  private static final int BLOCK = 1024;

  @Override
  public String name() {
    return "activation";
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    return List.of(inputs.get(0).shapeDescriptor());
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        run(inputs[0], null, outputs[0], pass);
      }

      @Override
      public void backward(
          INDArray[] inputs,
          INDArray[] outputs,
          INDArray[] outputGradients,
          INDArray[] inputGradients,
          Pass pass) {
        run(inputs[0], outputGradients[0], inputGradients[0], pass);
      }
    };
  }

  /** {@code to ← dropout(f(x))}, or {@code to ← dropout(f'(x) · g)} where g is given. */
  private void run(INDArray x, INDArray g, INDArray to, Pass pass) {
    int length = Math.toIntExact(x.length());
    Matrix from = Matrix.of(x, length);
    Matrix above = g == null ? null : Matrix.of(g, length);
    Matrix target = Matrix.of(to, length);
    boolean drops = dropoutRate > 0 && pass.training();
    DropoutMask dropout = drops ? new DropoutMask(dropoutRate, pass.seed(site)) : null;
    int blocks = (length + BLOCK - 1) / BLOCK;
    ParallelRows.parallel(
        blocks,
        4,
        (first, last) -> {
          float[] values = new float[BLOCK];
          float[] scratch = new float[BLOCK];
          float[] more = new float[BLOCK];
          int[] bits = new int[BLOCK];
          for (int b = first; b < last; b++) {
            int start = b * BLOCK;
            int end = Math.min(length, start + BLOCK);
            from.columns(start, end).read(0, values);
            if (above == null) {
              activation.value(values, end - start, scratch, more);
            } else {
              activation.slope(values, end - start, scratch, more);
              above.columns(start, end).read(0, more);
              for (int i = 0; i < end - start; i++) {
                values[i] *= more[i];
              }
            }
            if (dropout != null) {
              dropout.apply(values, 0, start, end - start, bits);
            }
            target.columns(start, end).write(0, values);
          }
        });
  }
}
