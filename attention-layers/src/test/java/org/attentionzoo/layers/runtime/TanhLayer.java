package org.attentionzoo.layers.runtime;

import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** {@code tanh(x W + b)} with dropout at each time step; the smallest layer for tests. */
public final class TanhLayer extends PlannedLayer {

  @JsonProperty private int size;
  @JsonProperty private double rate;

  TanhLayer() {}

  private TanhLayer(Builder builder) {
    super(builder);
    size = builder.size;
    rate = builder.rate;
  }

  @Override
  public Input input() {
    return Input.sequence("x", size);
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    parameters.addWeightParam("W", size, size);
    parameters.addBiasParam("b", size);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    parameters.get("W").assign(Nd4j.randn(parameters.get("W").shape()).muli(0.5));
    parameters.get("b").assign(0.1);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable y = g.linear(g.input("x"), g.parameter("W"), g.parameter("b"));
    return g.dropout(g.sd().math().tanh(y), rate);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return inputType;
  }

  /** Builds the layer. */
  public static final class Builder extends PlannedLayer.Builder<Builder> {
    private int size;
    private double rate;

    Builder size(int size) {
      this.size = size;
      return this;
    }

    Builder rate(double rate) {
      this.rate = rate;
      return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public TanhLayer build() {
      return new TanhLayer(this);
    }
  }
}
