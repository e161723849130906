package org.attentionzoo.layers.transformer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.attentionzoo.layers.transformer.MultiHeadAttention.Kept;
import org.attentionzoo.layers.transformer.MultiHeadAttention.Projected;
import org.attentionzoo.layers.transformer.MultiHeadAttention.Result;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * One layer of the Transformer's decoder (Vaswani et al. 2017, §3.1, figure 1 right). Inputs:
 * target {@code [N, d, T]} and memory {@code [N, d, S]} (the encoder's output), in this order;
 * output {@code [N, d, T]}.
 *
 * <ol>
 *   <li>causal self-attention: position t sees positions 0 … t
 *   <li>cross-attention to the memory
 *   <li>feed-forward network
 * </ol>
 *
 * <p>each with residual, dropout and layer normalization in the place {@link NormPosition} says.
 * Padding of target and memory is not attended to. Parameters: {@link MultiHeadAttention}'s with
 * prefixes {@code self} and {@code cross}, {@code ffW1 [d, f]}, {@code ffb1}, {@code ffW2 [f, d]},
 * {@code ffb2}, and gain and bias of {@code norm1} … {@code norm3}. Exposes the cross-attention's
 * {@code "weights"} {@code [N, h, T, S]} and {@code "selfWeights"} {@code [N, h, T, T]}.
 */
public final class TransformerDecoderLayer extends PlannedVertex implements Incremental {

  private static final String TARGET = "target";
  private static final String MEMORY = "memory";
  private static final String SELF_KEYS = "self_keys";
  private static final String SELF_VALUES = "self_values";
  private static final String CROSS_KEYS = "cross_keys";
  private static final String CROSS_VALUES = "cross_values";
  private static final String CROSS_MASK = "cross_mask";

  @JsonProperty private TransformerOptions options;

  /** For JSON. */
  TransformerDecoderLayer() {}

  private TransformerDecoderLayer(Builder builder) {
    super(builder);
    options = builder.options.checked();
  }

  @Override
  public void checkOptions() {
    Arguments.given("options", options).check();
  }

  private MultiHeadAttention selfAttention() {
    return options.attention("self");
  }

  private MultiHeadAttention crossAttention() {
    return options.attention("cross");
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.sequence(TARGET, options.size()), Input.sequence(MEMORY, options.size()));
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {
    selfAttention().addTo(parameters);
    crossAttention().addTo(parameters);
    options.feedForward().addTo(parameters);
    options.norm("norm1").addTo(parameters);
    options.norm("norm2").addTo(parameters);
    options.norm("norm3").addTo(parameters);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    selfAttention().initialize(parameters);
    crossAttention().initialize(parameters);
    options.feedForward().initialize(parameters);
    options.norm("norm1").initialize(parameters);
    options.norm("norm2").initialize(parameters);
    options.norm("norm3").initialize(parameters);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    SequenceType.same(this, options.size(), inputs[1]);
    return SequenceType.same(this, options.size(), inputs[0]);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable memory = g.input(MEMORY);
    MultiHeadAttention cross = crossAttention();
    return sublayers(
        g,
        x -> {
          Result self = selfAttention().attendToSelf(g, x, g.mask(TARGET), true);
          g.expose("selfWeights", self.weights());
          return self.output();
        },
        x -> {
          Result result = cross.attend(g, x, memory, g.mask(MEMORY), false);
          g.expose("weights", result.weights());
          return result.output();
        });
  }

  private SDVariable sublayers(
      LayerGraph g, UnaryOperator<SDVariable> selfAttention, UnaryOperator<SDVariable> cross) {
    SDVariable x = g.input(TARGET); // [N, T, d]
    // 1 self-attention
    x = options.residual(g, x, "norm1", selfAttention);
    // 2 cross-attention
    x = options.residual(g, x, "norm2", cross);
    // 3 feed-forward
    return options.residual(g, x, "norm3", v -> options.feedForward().apply(g, v));
  }

  @Override
  public String targetInput() {
    return TARGET;
  }

  @Override
  public Map<String, SDVariable> defineStart(LayerGraph g) {
    MultiHeadAttention cross = crossAttention();
    Projected memory = cross.keysAndValues(g, g.input(MEMORY));
    Map<String, SDVariable> values = new LinkedHashMap<>();
    values.put(CROSS_KEYS, memory.keys()); // [N, S, d]
    values.put(CROSS_VALUES, memory.values());
    values.put(CROSS_MASK, g.sd().identity(g.mask(MEMORY))); // [N, S]
    return values;
  }

  @Override
  public Set<String> memories() {
    return Set.of(CROSS_KEYS, CROSS_VALUES);
  }

  @Override
  public Map<String, Long> histories() {
    return Map.of(SELF_KEYS, options.size(), SELF_VALUES, options.size());
  }

  @Override
  public Map<String, SDVariable> defineNext(LayerGraph g) {
    Map<String, SDVariable> results = new LinkedHashMap<>();
    SDVariable output =
        sublayers(
            g,
            x -> {
              Kept history =
                  new Kept(
                      g.input(SELF_KEYS),
                      g.input(SELF_VALUES),
                      g.input(HISTORY_ROWS),
                      g.input(HISTORY_MASK));
              return selfAttention()
                  .attendToHistory(
                      g,
                      x,
                      history,
                      own -> {
                        results.put(SELF_KEYS, own.keys());
                        results.put(SELF_VALUES, own.values());
                      });
            },
            x -> {
              Kept memory =
                  new Kept(
                      g.input(CROSS_KEYS),
                      g.input(CROSS_VALUES),
                      g.input(MEMORY_ROWS),
                      g.input(CROSS_MASK));
              Result result = crossAttention().attendStep(g, x, memory);
              results.put(WEIGHTS, result.weights()); // [N, 1, S]
              return result.output();
            });
    results.put(OUTPUT, output);
    return results;
  }

  /** Builds the vertex; size and heads are required. */
  public static final class Builder extends PlannedVertex.Builder<Builder>
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
    public TransformerDecoderLayer build() {
      return new TransformerDecoderLayer(this);
    }
  }
}
