package org.attentionzoo.layers.embedding;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * {@link TokenEmbedding} with a table that a {@link SharedEmbeddingTable} owns. Inputs: the table
 * {@code [V, d]} and the ids {@code [N, T]}, in this order; output {@code [N, d, T]}.
 *
 * <p>A padding id given here keeps this embedding from changing that row; given to the table it
 * does so for all who share it. Parameters: {@code P [max, d]} for learned positions, else none.
 */
public final class TiedTokenEmbedding extends PlannedVertex
    implements Incremental, VocabularySized {

  private static final String TABLE = "table";

  @JsonProperty private EmbeddingOptions options;

  /** For JSON. */
  TiedTokenEmbedding() {}

  private TiedTokenEmbedding(Builder builder) {
    super(builder);
    options = builder.options.checked();
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
  public List<Input> inputs() {
    return List.of(
        Input.table(TABLE, options.size()), Input.ids(Embedded.IDS, options.vocabularySize()));
  }

  @Override
  protected int maskedLike() {
    return 1;
  }

  @Override
  public boolean remembers() {
    return options.positions() != Positions.NONE;
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {
    new Embedded(options).parameterShapes().forEach(parameters::addWeightParam);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    new Embedded(options).initializePositions(parameters);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return EmbeddingTypes.sequence(options.size(), inputs[1]);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    return new Embedded(options).define(g, g.input(TABLE));
  }

  @Override
  public long longest(String input) {
    Arguments.given("input", input);
    return input.equals(Embedded.IDS) ? options.longest() : Long.MAX_VALUE;
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
    return new Embedded(options).defineNext(g, g.input(TABLE));
  }

  /** Builds the vertex; vocabulary size and size are required and must be the table's. */
  public static final class Builder extends PlannedVertex.Builder<Builder>
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
    public TiedTokenEmbedding build() {
      return new TiedTokenEmbedding(this);
    }
  }
}
