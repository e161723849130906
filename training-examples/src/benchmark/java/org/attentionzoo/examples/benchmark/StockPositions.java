package org.attentionzoo.examples.benchmark;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Scaled embeddings plus sinusoidal positions on DL4J's stock SameDiff runtime. */
final class StockPositions extends SameDiffLambdaLayer {
  private final StockSizes sizes;

  StockPositions(StockSizes sizes) {
    this.sizes = sizes;
  }

  @Override
  public SDVariable defineLayer(SameDiff sd, SDVariable input) {
    return input.mul(Math.sqrt(sizes.size())).add(sd.constant(positions())); // [N, d, T]
  }

  /** Vaswani et al. 2017, §3.5: {@code [1, d, T]}. */
  private INDArray positions() {
    INDArray positions = Nd4j.zeros(1, sizes.size(), sizes.length());
    for (int i = 0; i < sizes.size(); i++) {
      double rate = Math.pow(10_000, -(double) (i - i % 2) / sizes.size());
      for (int t = 0; t < sizes.length(); t++) {
        double angle = t * rate;
        positions.putScalar(0, i, t, i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return positions;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return InputType.recurrent(sizes.size(), sizes.length());
  }
}
