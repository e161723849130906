package org.attentionzoo.layers.runtime;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.kernel.Elementwise;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/** Kernel of {@code x + y} of equal shapes. Its gradient is handed on as it is. */
record Add() implements PlanFunction {

  @Override
  public String name() {
    return "add";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    INDArray y = inputs.get(1);
    if (!Arrays.equals(x.shape(), y.shape())) {
      throw new IllegalStateException(
          "add was declared for equal shapes, got "
              + Arrays.toString(x.shape())
              + " and "
              + Arrays.toString(y.shape()));
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
        Elements.combine(inputs[0], inputs[1], outputs[0], (x, y, n) -> Elementwise.add(y, x, n));
      }

      @Override
      public void backward(Call call) {
        throw new IllegalStateException("the gradient of a sum is handed on");
      }
    };
  }
}
