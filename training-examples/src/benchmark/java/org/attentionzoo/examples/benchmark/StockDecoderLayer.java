package org.attentionzoo.examples.benchmark;

import java.util.Map;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A decoder layer on DL4J's stock SameDiff runtime. */
final class StockDecoderLayer extends SameDiffVertex {
  private final StockSizes sizes;

  StockDecoderLayer(StockSizes sizes) {
    this.sizes = sizes;
    regularization = new java.util.ArrayList<>();
    regularizationBias = new java.util.ArrayList<>();
  }

  @Override
  public org.deeplearning4j.nn.conf.graph.GraphVertex clone() {
    StockDecoderLayer copy = new StockDecoderLayer(sizes);
    copy.setUpdater(updater);
    copy.setBiasUpdater(biasUpdater);
    return copy;
  }

  @Override
  public void defineParametersAndInputs(SDVertexParams parameters) {
    parameters.defineInputs("target", "memory");
    StockSublayers.defineAttention(parameters, "self", "norm1", sizes);
    StockSublayers.defineAttention(parameters, "cross", "norm2", sizes);
    StockSublayers.defineFeedForward(parameters, "norm3", sizes);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    StockSublayers.initialize(parameters);
  }

  @Override
  public SDVariable defineVertex(
      SameDiff sd,
      Map<String, SDVariable> inputs,
      Map<String, SDVariable> parameters,
      Map<String, SDVariable> masks) {
    StockSublayers parts = new StockSublayers(sd, parameters, sizes);
    SDVariable y = parts.rows(inputs.get("target")); // [N·T, d]
    SDVariable memory = parts.rows(inputs.get("memory")); // [N·S, d]
    y = parts.attention("self", "norm1", y, y, true);
    y = parts.attention("cross", "norm2", y, memory, false);
    return parts.sequence(parts.feedForward("norm3", y));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputTypes) {
    return InputType.recurrent(sizes.size(), sizes.length());
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return new Pair<>(null, state);
  }
}
