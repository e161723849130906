package org.attentionzoo.layers.transformer;

import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multi-head self-attention (Vaswani et al. 2017, §3.2) as a layer, for {@code MultiLayerNetwork}
 * and {@code ComputationGraph}: {@code [N, d, T]} → {@code [N, d, T]}. Padding is not attended to.
 *
 * <p>Parameters: those of {@link MultiHeadAttention}, without prefix. Exposes {@code "weights"}
 * {@code [N, h, T, T]}.
 */
public final class MultiHeadSelfAttention extends PlannedLayer {

  private static final String INPUT = "x";

  @JsonProperty private long size;
  @JsonProperty private long heads;
  @JsonProperty private boolean causal;
  @JsonProperty private double dropoutRate;

  /** For JSON. */
  MultiHeadSelfAttention() {}

  private MultiHeadSelfAttention(Builder builder) {
    super(builder);
    size = builder.size;
    heads = builder.heads;
    causal = builder.causal;
    dropoutRate = builder.dropoutRate;
    initializeConstraints(builder);
    checkOptions();
  }

  /** The attention checks them. */
  @Override
  public void checkOptions() {
    attention();
  }

  private MultiHeadAttention attention() {
    return new MultiHeadAttention("", size, size, heads, dropoutRate);
  }

  @Override
  public Input input() {
    return Input.sequence(INPUT, size);
  }

  @Override
  public boolean remembers() {
    return causal;
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    attention().addTo(parameters);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    attention().initialize(parameters);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return SequenceType.same(this, size, inputType);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable x = g.input(INPUT); // [N, T, d]
    MultiHeadAttention.Result result = attention().attendToSelf(g, x, g.mask(INPUT), causal);
    g.expose("weights", result.weights());
    return result.output();
  }

  /** Builds the layer; size and heads are required. */
  public static final class Builder extends PlannedLayer.Builder<Builder> {
    private long size;
    private long heads;
    private boolean causal;
    private double dropoutRate;

    /** d, the channels of the sequence. */
    public Builder size(long size) {
      this.size = size;
      return this;
    }

    /** h, the number of heads; a divisor of the size. */
    public Builder heads(long heads) {
      this.heads = heads;
      return this;
    }

    /** Whether position t sees positions 0 … t only; not by default. */
    public Builder causal(boolean causal) {
      this.causal = causal;
      return this;
    }

    /** Dropout of the attention weights in training, in [0, 1); 0 by default. */
    public Builder dropoutRate(double dropoutRate) {
      this.dropoutRate = dropoutRate;
      return this;
    }

    /**
     * @throws IllegalArgumentException if an option is missing or out of its range
     */
    @Override
    @SuppressWarnings("unchecked")
    public MultiHeadSelfAttention build() {
      return new MultiHeadSelfAttention(this);
    }
  }
}
