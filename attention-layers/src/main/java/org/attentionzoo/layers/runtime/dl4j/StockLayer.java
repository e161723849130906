package org.attentionzoo.layers.runtime.dl4j;

import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.StockDefinition;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The definition of a {@link PlannedLayer} as a SameDiff layer for DL4J's stock runtime, for
 * comparison; without dropout and scans.
 */
public final class StockLayer extends SameDiffLayer {

  private final transient PlannedLayer layer;

  public StockLayer(PlannedLayer layer) {
    this.layer = Arguments.given("layer", layer);
    layerName = layer.getLayerName();
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    layer.defineParameters(parameters);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    layer.initializeParameters(parameters);
  }

  @Override
  public SDVariable defineLayer(
      SameDiff sd, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask) {
    return StockDefinition.define(sd, layer, Map.of(layer.input().name(), input), parameters, mask);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return layer.getOutputType(layerIndex, inputType);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof StockLayer other && layer.equals(other.layer);
  }

  @Override
  public int hashCode() {
    return layer.hashCode();
  }
}
