package org.attentionzoo.layers.runtime.dl4j;

import java.util.Collection;
import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** {@code tanh(x W + b)} with dropout at each time step; the smallest layer for tests. */
public final class TanhLayer extends PlannedLayer {

  @JsonProperty private int size;
  @JsonProperty private double rate;
  @JsonProperty private boolean stock;

  TanhLayer() {}

  private TanhLayer(Builder builder) {
    super(builder);
    size = builder.size;
    rate = builder.rate;
    stock = builder.stock;
    initializeConstraints(builder);
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
  public static final class Builder extends PlannedLayer.Builder<Builder> {
    private int size;
    private double rate;
    private boolean stock;

    /** Runs it on DL4J's stock runtime. */
    Builder stock(boolean stock) {
      this.stock = stock;
      return this;
    }

    public Builder size(int size) {
      this.size = size;
      return this;
    }

    public Builder rate(double rate) {
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
