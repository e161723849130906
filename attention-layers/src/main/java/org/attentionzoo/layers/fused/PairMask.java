package org.attentionzoo.layers.fused;

import java.util.List;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Pairs of query and source position that are both real: query mask {@code [N, T, 1]} and memory
 * mask {@code [N, S]} → {@code [N, T, S]}. Without gradient.
 */
record PairMask() implements PlanFunction {

  @Override
  public String name() {
    return "attention_mask";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray query = inputs.get(0);
    long[] shape = {query.size(0), query.size(1), inputs.get(1).size(1)};
    return List.of(LongShapeDescriptor.fromShape(shape, query.dataType()));
  }

  @Override
  public boolean splits() {
    return true;
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        Matrix query = Matrix.of(inputs[0]);
        Matrix memory = Matrix.of(inputs[1]);
        Matrix keep = Matrix.of(outputs[0]);
        int length = (int) inputs[0].size(1);
        float[] mask = new float[memory.columns()];
        float[] row = new float[mask.length];
        float[] real = new float[1];
        for (int n = 0; n < memory.rows(); n++) {
          memory.read(n, mask);
          for (int t = n * length; t < (n + 1) * length; t++) {
            query.read(t, real);
            for (int i = 0; i < row.length; i++) {
              row[i] = mask[i] * real[0];
            }
            keep.write(t, row);
          }
        }
      }

      @Override
      public void backward(Call call) {
        for (INDArray gradient : call.inputGradients()) {
          if (gradient != null) {
            gradient.assign(0);
          }
        }
      }
    };
  }
}
