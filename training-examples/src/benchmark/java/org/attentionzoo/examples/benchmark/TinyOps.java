package org.attentionzoo.examples.benchmark;

import java.util.Collection;
import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayer;
import org.attentionzoo.layers.runtime.dl4j.StockLayer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * {@code x ← x + tanh(x)}, many times: a graph whose ops take no time, to measure what is around
 * them.
 */
public final class TinyOps extends PlannedLayer {

  @JsonProperty private int links;
  @JsonProperty private boolean stock;

  TinyOps() {}

  private TinyOps(Builder builder) {
    super(builder);
    links = builder.links;
    stock = builder.stock;
  }

  /** Ops of the forward pass. */
  static int ops(int links) {
    return 2 * links;
  }

  @Override
  public Input input() {
    return Input.vector("x", 1);
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    parameters.addWeightParam("w", 1);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    parameters.get("w").assign(0.1);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable x = g.input("x").mul(g.parameter("w")); // [N, 1]
    for (int i = 0; i < links; i++) {
      x = g.add(x, g.sd().math().tanh(x));
    }
    return x;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return inputType;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameterView,
      boolean initialize,
      DataType type) {
    if (!stock) {
      return super.instantiate(conf, listeners, index, parameterView, initialize, type);
    }
    NeuralNetConfiguration twin = conf.clone();
    twin.setLayer(new StockLayer(this));
    return twin.getLayer().instantiate(twin, listeners, index, parameterView, initialize, type);
  }

  /** Builds the layer. */
  static final class Builder extends PlannedLayer.Builder<Builder> {
    private int links = 100;
    private boolean stock;

    Builder links(int links) {
      this.links = links;
      return this;
    }

    Builder stock(boolean stock) {
      this.stock = stock;
      return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public TinyOps build() {
      return new TinyOps(this);
    }
  }
}
