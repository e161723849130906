package org.attentionzoo.layers.transformer;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link HeadWeights} by ND4J operations, for any backend. */
record HeadWeightsOps(boolean causal) implements HeadWeights.Method {

  private static final double FAR_BELOW = 1e9;

  @Override
  public void forward(INDArray scores, INDArray mask, INDArray weights) {
    INDArray keep = keep(scores, mask);
    // what may not be seen must not be the maximum, or exp of the rest could underflow
    INDArray seen = scores.mul(keep).addi(keep.sub(1).muli(FAR_BELOW));
    seen.subi(seen.max(true, 3));
    INDArray exp = Transforms.exp(seen, false).muli(keep);
    INDArray sum = exp.sum(true, 3); // [N, h, T, 1]
    INDArray divisor = sum.add(sum.eq(0).castTo(sum.dataType())); // 1 where nothing is seen
    weights.assign(exp.div(divisor));
  }

  /** {@code [N, h, T, S]}: 1 where a query may see a key. */
  private INDArray keep(INDArray scores, INDArray mask) {
    long n = mask.size(0);
    long s = mask.size(1);
    INDArray keep = Nd4j.ones(scores.dataType(), scores.shape());
    keep.muli(mask.gt(0).castTo(scores.dataType()).reshape('c', new long[] {n, 1, 1, s}));
    return causal ? keep.muli(triangle(scores.dataType(), scores.size(2), s)) : keep;
  }

  private static INDArray triangle(DataType type, long t, long s) {
    INDArray triangle = Nd4j.create(type, 1, 1, t, s);
    for (long i = 0; i < t; i++) {
      for (long j = 0; j <= Math.min(i, s - 1); j++) {
        triangle.putScalar(new long[] {0, 0, i, j}, 1);
      }
    }
    return triangle;
  }

  @Override
  public void backward(INDArray weights, INDArray gradient, INDArray scoreGradient) {
    INDArray mean = weights.mul(gradient).sum(true, 3); // [N, h, T, 1]
    scoreGradient.assign(gradient.sub(mean).muli(weights));
  }
}
