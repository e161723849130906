package org.attentionzoo.layers.transformer;

import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Layer normalization (Ba, Kiros and Hinton 2016) of each time step of a sequence {@code [N, d, T]}
 * over its d channels:
 *
 * <pre>
 * y = (x − mean) / √(variance + ε) · gain + bias
 * </pre>
 *
 * <p>with the variance of the population, as in PyTorch, and dropout of y. Parameters {@code
 * normGain [d]}, initially 1, and {@code normBias [d]}, initially 0; both count as biases for DL4J
 * (no weight decay).
 */
public final class LayerNorm extends PlannedLayer implements Incremental {

  /** As in PyTorch. */
  public static final double DEFAULT_EPSILON = 1e-5;

  private static final String INPUT = "x";

  @JsonProperty private long size;
  @JsonProperty private double epsilon;

  /** 0 in layers saved before it was known. */
  @JsonProperty private double dropoutRate;

  /** For JSON. */
  LayerNorm() {}

  private LayerNorm(Builder builder) {
    super(builder);
    size = builder.size;
    epsilon = builder.epsilon;
    dropoutRate = builder.dropoutRate;
    initializeConstraints(builder);
    checkOptions();
  }

  @Override
  public void checkOptions() {
    Arguments.size("size", size);
    Arguments.positive("epsilon", epsilon);
    Arguments.rate("dropout rate", dropoutRate);
  }

  private Normalization norm() {
    return new Normalization("norm", size, epsilon);
  }

  @Override
  public Input input() {
    return Input.sequence(INPUT, size);
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    norm().addTo(parameters);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    norm().initialize(parameters);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return SequenceType.same(this, size, inputType);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    return g.dropout(norm().apply(g, g.input(INPUT)), dropoutRate);
  }

  @Override
  public String targetInput() {
    return INPUT;
  }

  @Override
  public Map<String, SDVariable> defineStart(LayerGraph g) {
    return Map.of();
  }

  @Override
  public Map<String, SDVariable> defineNext(LayerGraph g) {
    return Map.of(OUTPUT, define(g));
  }

  /** Builds the layer; the size is required. */
  public static final class Builder extends PlannedLayer.Builder<Builder> {
    private long size;
    private double epsilon = DEFAULT_EPSILON;
    private double dropoutRate;

    /** d, the channels of the sequence. */
    public Builder size(long size) {
      this.size = size;
      return this;
    }

    /** ε, added to the variance; 1e-5 by default. */
    public Builder epsilon(double epsilon) {
      this.epsilon = epsilon;
      return this;
    }

    /** Dropout of the normalized values in training, in [0, 1); 0 by default. */
    public Builder dropoutRate(double dropoutRate) {
      this.dropoutRate = dropoutRate;
      return this;
    }

    /**
     * @throws IllegalArgumentException if the size is missing, ε not positive or the rate not in
     *     [0, 1)
     */
    @Override
    @SuppressWarnings("unchecked")
    public LayerNorm build() {
      return new LayerNorm(this);
    }
  }
}
