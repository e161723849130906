package org.attentionzoo.layers.transformer;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multi-head attention (Vaswani et al. 2017, §3.2) from one sequence to another. Inputs: query
 * {@code [N, d, T]} and memory {@code [N, m, S]}, in this order; output {@code [N, d, T]}. Padding
 * of the memory is not attended to.
 *
 * <p>Parameters: those of {@link MultiHeadAttention}, without prefix. Exposes {@code "weights"}
 * {@code [N, h, T, S]}.
 */
public final class MultiHeadCrossAttention extends PlannedVertex {

  @JsonProperty private long size;
  @JsonProperty private long memorySize;
  @JsonProperty private long heads;
  @JsonProperty private double dropoutRate;

  /** For JSON. */
  MultiHeadCrossAttention() {}

  private MultiHeadCrossAttention(Builder builder) {
    super(builder);
    size = builder.size;
    memorySize = builder.memorySize == null ? builder.size : builder.memorySize;
    heads = builder.heads;
    dropoutRate = builder.dropoutRate;
    checkOptions();
  }

  /** The attention checks them. */
  @Override
  public void checkOptions() {
    attention();
  }

  private MultiHeadAttention attention() {
    return new MultiHeadAttention("", size, memorySize, heads, dropoutRate);
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.sequence("query", size), Input.sequence("memory", memorySize));
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {
    attention().addTo(parameters);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    attention().initialize(parameters);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    SequenceType.same(this, memorySize, inputs[1]);
    return SequenceType.same(this, size, inputs[0]);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    MultiHeadAttention.Result result =
        attention().attend(g, g.input("query"), g.input("memory"), g.mask("memory"), false);
    g.expose("weights", result.weights());
    return result.output();
  }

  /** Builds the vertex; size and heads are required. */
  public static final class Builder extends PlannedVertex.Builder<Builder> {
    private long size;
    private Long memorySize;
    private long heads;
    private double dropoutRate;

    /** d, the channels of query and output. */
    public Builder size(long size) {
      this.size = size;
      return this;
    }

    /** m, the channels of the memory; d by default. */
    public Builder memorySize(long memorySize) {
      this.memorySize = memorySize;
      return this;
    }

    /** h, the number of heads; a divisor of the size. */
    public Builder heads(long heads) {
      this.heads = heads;
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
    public MultiHeadCrossAttention build() {
      return new MultiHeadCrossAttention(this);
    }
  }
}
