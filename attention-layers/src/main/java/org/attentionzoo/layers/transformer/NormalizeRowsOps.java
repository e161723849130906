package org.attentionzoo.layers.transformer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link NormalizeRows} by ND4J operations, for any backend. */
record NormalizeRowsOps(double epsilon) implements NormalizeRows.Method {

  @Override
  public void forward(INDArray x, INDArray gain, INDArray bias, INDArray out) {
    INDArray y = normalized(rows(x)).mulRowVector(gain).addRowVector(bias);
    out.assign(y.reshape('c', out.shape()));
  }

  private static INDArray rows(INDArray x) {
    return x.reshape('c', new long[] {-1, x.size(-1)}); // [M, d]
  }

  private INDArray normalized(INDArray x) {
    INDArray centred = x.subColumnVector(x.mean(1));
    return centred.mulColumnVector(inverseDeviation(x));
  }

  private INDArray inverseDeviation(INDArray x) {
    INDArray centred = x.subColumnVector(x.mean(1));
    INDArray variance = centred.mul(centred).mean(1).addi(epsilon);
    return Transforms.pow(variance, -0.5); // [M]
  }

  @Override
  public void backward(INDArray x, INDArray gain, INDArray g, INDArray[] gradients) {
    INDArray normalized = normalized(rows(x));
    INDArray grad = rows(g);
    if (gradients[0] != null) {
      INDArray dn = grad.mulRowVector(gain); // of the normalized rows
      INDArray slope = dn.mul(normalized).mean(1);
      INDArray dx = dn.subColumnVector(dn.mean(1)).sub(normalized.mulColumnVector(slope));
      dx.muliColumnVector(inverseDeviation(rows(x)));
      gradients[0].assign(dx.reshape('c', gradients[0].shape()));
    }
    INDArray ones = Nd4j.ones(x.dataType(), 1, grad.size(0));
    if (gradients[1] != null) {
      gradients[1].assign(ones.mmul(grad.mul(normalized)).reshape(gradients[1].shape()));
    }
    if (gradients[2] != null) {
      gradients[2].assign(ones.mmul(grad).reshape(gradients[2].shape()));
    }
  }
}
