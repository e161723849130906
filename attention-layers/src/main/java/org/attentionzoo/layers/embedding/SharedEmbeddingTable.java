package org.attentionzoo.layers.embedding;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Owns one table {@code W [V, d]} for several users: source embedding, target embedding and output
 * projection (three-way tying, Press and Wolf 2017; Vaswani et al. 2017, §3.4). Its output is the
 * table itself, an activation {@code [V, d]}, so the users' gradients add up as DL4J adds those of
 * any activation, and the network's parameter vector holds the table once.
 *
 * <p>Its input is any array of token ids {@code [N, T]}: DL4J wants a vertex to have one. Parameter
 * {@code W}, initially normal with variance 1/d.
 */
public final class SharedEmbeddingTable extends PlannedVertex implements VocabularySized {

  @JsonProperty private long vocabularySize;
  @JsonProperty private long size;
  @JsonProperty private Long paddingId;

  /** For JSON. */
  SharedEmbeddingTable() {}

  private SharedEmbeddingTable(Builder builder) {
    super(builder);
    vocabularySize = builder.vocabularySize;
    size = builder.size;
    paddingId = builder.paddingId;
    checkOptions();
  }

  @Override
  public void checkOptions() {
    EmbeddingOptions.checkTable(vocabularySize, size, paddingId);
  }

  @Override
  public long vocabularySize() {
    return vocabularySize;
  }

  /** d, the columns of the table. */
  public long size() {
    return size;
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.ids(Embedded.IDS, vocabularySize));
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {
    parameters.addWeightParam(Embedded.TABLE_KEY, vocabularySize, size);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    Embedded.initialize(parameters.get(Embedded.TABLE_KEY), paddingId);
  }

  /** {@code V} rows of size d. */
  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return InputType.feedForward(size);
  }

  /** A table has no mask. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return new Pair<>(null, state);
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable table = g.parameter(Embedded.TABLE_KEY); // [V, d]
    return paddingId == null
        ? g.sd().identity(table)
        : g.call(new FixedRow(paddingId), table).get(0);
  }

  /** Builds the vertex; vocabulary size and size are required. */
  public static final class Builder extends PlannedVertex.Builder<Builder> {
    private long vocabularySize;
    private long size;
    private Long paddingId;

    /** V, the rows of the table. */
    public Builder vocabularySize(long vocabularySize) {
      this.vocabularySize = vocabularySize;
      return this;
    }

    /** d, the columns of the table. */
    public Builder size(long size) {
      this.size = size;
      return this;
    }

    /** The id of padding: its row starts at zero and gets no gradient from anyone. */
    public Builder paddingId(long paddingId) {
      this.paddingId = paddingId;
      return this;
    }

    /**
     * @throws IllegalArgumentException if a size is missing or the padding id not in [0, V)
     */
    public SharedEmbeddingTable build() {
      return new SharedEmbeddingTable(this);
    }
  }
}
