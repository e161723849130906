package org.attentionzoo.layers.runtime;

import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout. The mask is not stored: both passes compute it from the pass's seed and the
 * element's index, so they always agree.
 *
 * @param site which dropout of its graph this is, see {@link LayerGraph#newSite}
 * @param fused whether a loop over FLOAT memory draws and applies the mask, and not ND4J
 */
record Dropout(double rate, int site, boolean fused) implements PlanFunction {

  Dropout {
    Arguments.rate("dropout", rate);
  }

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        apply(inputs[0], outputs[0], pass);
      }

      @Override
      public void backward(Call call) {
        apply(call.outputGradient(0), call.inputGradient(0), call.pass());
      }
    };
  }

  private void apply(INDArray x, INDArray z, Pass pass) {
    if (!pass.drops()) {
      Dense.copy(x, z);
    } else if (fused) {
      new DropoutMask(rate, pass.seed(site)).apply(Matrix.of(x), Matrix.of(z));
    } else {
      float[] kept = new float[Math.toIntExact(x.length())];
      new DropoutMask(rate, pass.seed(site)).draw(0, kept.length, kept);
      INDArray mask = Nd4j.createFromArray(kept).reshape('c', x.shape());
      Nd4j.exec(new MulOp(x, mask.castTo(x.dataType()), z));
    }
  }
}
