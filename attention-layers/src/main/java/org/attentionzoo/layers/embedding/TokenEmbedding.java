package org.attentionzoo.layers.embedding;

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
 * Token ids {@code [N, T]} → vectors {@code [N, d, T]}: {@code dropout(W[id]·√d + position)}, each
 * part optional (Vaswani et al. 2017, §3.4, §3.5, §5.4).
 *
 * <p>Ids are of any integer type, or whole numbers of a floating type; one outside the vocabulary
 * is an {@link IllegalArgumentException} that names it and its place. Parameters: {@code W [V, d]},
 * initially normal with variance 1/d, and for learned positions {@code P [max, d]}, likewise.
 */
public final class TokenEmbedding extends PlannedLayer implements Incremental, VocabularySized {

  @JsonProperty private EmbeddingOptions options;

  /** For JSON. */
  TokenEmbedding() {}

  private TokenEmbedding(Builder builder) {
    super(builder);
    options = builder.options.checked();
    initializeConstraints(builder);
  }

  @Override
  public void checkOptions() {
    Arguments.given("options", options).checkOptions();
  }

  @Override
  public long vocabularySize() {
    return options.vocabularySize();
  }

  @Override
  public Input input() {
    return Input.ids(Embedded.IDS, options.vocabularySize());
  }

  @Override
  public boolean remembers() {
    return options.positions() != Positions.NONE;
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    parameters.addWeightParam(Embedded.TABLE_KEY, options.vocabularySize(), options.size());
    new Embedded(options).parameterShapes().forEach(parameters::addWeightParam);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    Embedded.initialize(parameters.get(Embedded.TABLE_KEY), options.paddingId());
    new Embedded(options).initializePositions(parameters);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return EmbeddingTypes.sequence(options.size(), inputType);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    return new Embedded(options).define(g, g.parameter(Embedded.TABLE_KEY));
  }

  @Override
  public long longest(String input) {
    return options.longest();
  }

  @Override
  public String targetInput() {
    return Embedded.IDS;
  }

  @Override
  public Map<String, SDVariable> defineStart(LayerGraph g) {
    return Map.of();
  }

  @Override
  public Map<String, SDVariable> defineNext(LayerGraph g) {
    return new Embedded(options).defineNext(g, g.parameter(Embedded.TABLE_KEY));
  }

  /** Builds the layer; vocabulary size and size are required. */
  public static final class Builder extends PlannedLayer.Builder<Builder>
      implements EmbeddingOptions.Builder<Builder> {
    private EmbeddingOptions options = EmbeddingOptions.standard();

    @Override
    public EmbeddingOptions options() {
      return options;
    }

    @Override
    public Builder options(EmbeddingOptions options) {
      this.options = Arguments.given("options", options);
      return this;
    }

    /**
     * @throws IllegalArgumentException if an option is missing or out of its range
     */
    @Override
    @SuppressWarnings("unchecked")
    public TokenEmbedding build() {
      if (iDropout != null) {
        throw new IllegalArgumentException(
            "dropOut would act on token ids; use dropoutRate, which acts on their vectors");
      }
      return new TokenEmbedding(this);
    }
  }
}
