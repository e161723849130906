package org.attentionzoo.examples.benchmark;

import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An encoder layer on DL4J's stock SameDiff runtime. */
final class StockEncoderLayer extends SameDiffLayer {
  private final StockSizes sizes;

  StockEncoderLayer(StockSizes sizes) {
    this.sizes = sizes;
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    StockSublayers.defineAttention(parameters, "self", "norm1", sizes);
    StockSublayers.defineFeedForward(parameters, "norm2", sizes);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    StockSublayers.initialize(parameters);
  }

  @Override
  public SDVariable defineLayer(
      SameDiff sd, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask) {
    StockSublayers parts = new StockSublayers(sd, parameters, sizes);
    SDVariable x = parts.rows(input); // [N·S, d]
    x = parts.attention("self", "norm1", x, x, false);
    return parts.sequence(parts.feedForward("norm2", x));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return InputType.recurrent(sizes.size(), sizes.length());
  }
}
