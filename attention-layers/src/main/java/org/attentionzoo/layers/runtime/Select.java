package org.attentionzoo.layers.runtime;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Rows by mask: mask {@code [..]} or {@code [.., 1]}, x {@code [.., size]}, otherwise {@code [..,
 * size]} (zeros if not given) → x's row where the mask is not 0, otherwise's row where it is. Exact
 * and without a broadcast; the mask gets no gradient.
 */
record Select() implements PlanFunction {

  @Override
  public String name() {
    return "select";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray x = inputs.get(1);
    long rows = x.length() / x.size(x.rank() - 1);
    if (inputs.get(0).length() != rows) {
      throw new IllegalArgumentException(
          "select: mask has " + inputs.get(0).length() + " elements, x has " + rows + " rows");
    }
    return List.of(x.shapeDescriptor());
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
        INDArray otherwise = inputs.length > 2 ? inputs[2] : null;
        Blocks.selectRows(inputs[0], true, inputs[1], otherwise, outputs[0]);
      }

      @Override
      public void backward(Call call) {
        if (call.wants(0)) {
          call.inputGradient(0).assign(0);
        }
        if (call.wants(1)) {
          Blocks.selectRows(
              call.input(0), true, call.outputGradient(0), null, call.inputGradient(1));
        }
        if (call.inputs().length > 2 && call.wants(2)) {
          Blocks.selectRows(
              call.input(0), false, call.outputGradient(0), null, call.inputGradient(2));
        }
      }
    };
  }
}
