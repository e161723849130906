package org.attentionzoo.layers.transformer;

import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * One layer of the Transformer's encoder (Vaswani et al. 2017, §3.1, figure 1 left): {@code [N, d,
 * T]} → {@code [N, d, T]}. Padding is not attended to.
 *
 * <ol>
 *   <li>self-attention
 *   <li>feed-forward network
 * </ol>
 *
 * <p>each with residual, dropout and layer normalization in the place {@link NormPosition} says.
 * Parameters: {@link MultiHeadAttention}'s with prefix {@code self}, {@code ffW1 [d, f]}, {@code
 * ffb1}, {@code ffW2 [f, d]}, {@code ffb2}, and gain and bias of {@code norm1} and {@code norm2}.
 * Exposes {@code "weights"} {@code [N, h, T, T]}.
 */
public final class TransformerEncoderLayer extends PlannedLayer {

  private static final String INPUT = "x";

  @JsonProperty private TransformerOptions options;

  /** For JSON. */
  TransformerEncoderLayer() {}

  private TransformerEncoderLayer(Builder builder) {
    super(builder);
    options = builder.options.checked();
    initializeConstraints(builder);
  }

  @Override
  public void checkOptions() {
    Arguments.given("options", options).check();
  }

  private MultiHeadAttention selfAttention() {
    return options.attention("self");
  }

  @Override
  public Input input() {
    return Input.sequence(INPUT, options.size());
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    selfAttention().addTo(parameters);
    options.feedForward().addTo(parameters);
    options.norm("norm1").addTo(parameters);
    options.norm("norm2").addTo(parameters);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    selfAttention().initialize(parameters);
    options.feedForward().initialize(parameters);
    options.norm("norm1").initialize(parameters);
    options.norm("norm2").initialize(parameters);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return SequenceType.same(this, options.size(), inputType);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable x = g.input(INPUT); // [N, T, d]
    SDVariable mask = g.mask(INPUT);
    // 1 self-attention
    x = options.residual(g, x, "norm1", v -> attend(g, v, mask));
    // 2 feed-forward
    return options.residual(g, x, "norm2", v -> options.feedForward().apply(g, v));
  }

  private SDVariable attend(LayerGraph g, SDVariable x, SDVariable mask) {
    MultiHeadAttention.Result result = selfAttention().attendToSelf(g, x, mask, false);
    g.expose("weights", result.weights());
    return result.output();
  }

  /** Builds the layer; size and heads are required. */
  public static final class Builder extends PlannedLayer.Builder<Builder>
      implements TransformerOptions.Builder<Builder> {
    private TransformerOptions options = TransformerOptions.standard();

    @Override
    public TransformerOptions options() {
      return options;
    }

    @Override
    public Builder options(TransformerOptions options) {
      this.options = Arguments.given("options", options);
      return this;
    }

    /**
     * @throws IllegalArgumentException if an option is missing or out of its range
     */
    @Override
    @SuppressWarnings("unchecked")
    public TransformerEncoderLayer build() {
      return new TransformerEncoderLayer(this);
    }
  }
}
