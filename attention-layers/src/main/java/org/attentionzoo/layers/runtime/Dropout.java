package org.attentionzoo.layers.runtime;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout. The mask is not stored: both passes compute it from the pass's seed and the
 * element's index, so they always agree.
 */
record Dropout(double rate) implements PlanFunction {

  Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), got " + rate);
    }
  }

  @Override
  public String name() {
    return "dropout";
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
        apply(inputs[0], outputs[0], pass);
      }

      @Override
      public void backward(
          INDArray[] inputs,
          INDArray[] outputs,
          INDArray[] outputGradients,
          INDArray[] inputGradients,
          Pass pass) {
        apply(outputGradients[0], inputGradients[0], pass);
      }
    };
  }

  private void apply(INDArray x, INDArray z, Pass pass) {
    if (pass.training()) {
      INDArray mask = mask(x.length(), pass.seed()).reshape('c', x.shape());
      Nd4j.exec(new MulOp(x, mask.castTo(x.dataType()), z));
    } else {
      Blocks.copy(x, z);
    }
  }

  /** Kept elements are 1 / (1 - rate), dropped ones 0. */
  private INDArray mask(long length, long seed) {
    float[] mask = new float[Math.toIntExact(length)];
    int threshold = (int) (rate * 0x7FFFFFFF);
    int folded = (int) (seed ^ (seed >>> 32));
    float keep = (float) (1 / (1 - rate));
    for (int i = 0; i < mask.length; i++) {
      mask[i] = Randoms.bits(folded, i) >= threshold ? keep : 0f;
    }
    return Nd4j.createFromArray(mask);
  }
}
