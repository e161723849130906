package org.attentionzoo.layers.fused;

import java.util.List;
import org.attentionzoo.layers.kernel.Grain;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Scaled dot-product attention for all heads from a single position, as decoding needs it.
 * Arguments: projected query {@code [N, 1, d]}, rows of keys and of values {@code [M, d]}, which of
 * them it attends to {@code [N, S]} (INT32), mask {@code [N, S]} and, if the position attends to
 * itself, too, its own key and value {@code [N, 1, d]}, which come after the others. Outputs:
 * context {@code [N, 1, d]} and the mean of the heads' weights {@code [N, 1, S]}, without the
 * position itself.
 *
 * <p>The hypotheses of a sentence, whose rows of keys are mostly the same, are multiplied together:
 * see {@link StepGroup}. Others are {@linkplain StepAttentionRow looked at one by one}. Keys that
 * the mask drops are not read.
 */
record StepAttention(int heads) implements PlanFunction {

  static final int ROWS = 3; // the argument that is no matrix
  static final int MASK = 4;

  @Override
  public String name() {
    return "step_attention";
  }

  @Override
  public int outputs() {
    return 2;
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray query = inputs.get(0);
    long[] weights = {query.size(0), 1, inputs.get(ROWS).size(1)};
    return List.of(
        query.shapeDescriptor(), LongShapeDescriptor.fromShape(weights, query.dataType()));
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Matrix[] in = new Matrix[inputs.length];
        for (int i = 0; i < in.length; i++) {
          in[i] = i == ROWS ? null : Matrix.of(inputs[i]);
        }
        Matrix context = Matrix.of(outputs[0]);
        Matrix weights = Matrix.of(outputs[1]);
        int[] rows = NativeMemory.elements(inputs[ROWS]);
        List<StepGroup> groups =
            StepGroup.of(rows, Matrix.elements(inputs[MASK]), weights.columns());
        if (groups.isEmpty()) {
          oneByOne(in, rows, context, weights);
        } else {
          new StepProducts(heads, in, context, weights).run(groups);
        }
      }

      private void oneByOne(Matrix[] in, int[] rows, Matrix context, Matrix weights) {
        int worth = Grain.PRODUCTS.rows((long) in[0].columns() * (1 + weights.columns() / 4));
        ParallelRows.parallel(
            in[0].rows(),
            worth,
            (from, to) -> {
              StepAttentionRow row = new StepAttentionRow(heads, in, rows);
              for (int n = from; n < to; n++) {
                row.attend(n);
                context.write(n, row.context);
                weights.write(n, row.mean);
              }
            });
      }

      @Override
      public void backward(Call call) {
        throw new UnsupportedOperationException("decoding has no backward pass");
      }
    };
  }
}
