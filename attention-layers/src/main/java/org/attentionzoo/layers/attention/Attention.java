package org.attentionzoo.layers.attention;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Additive or multiplicative attention as a vertex: for each query a weighted mean of the memory,
 * which serves as keys and values (Bahdanau et al. 2014, appendix A.1.2; Luong et al. 2015, §3).
 *
 * <p>Inputs: query {@code [N, q, T]} and memory {@code [N, m, S]}, in this order, each with its own
 * mask. Output: context {@code [N, m, T]}, with the query's mask. A masked query, and a sentence
 * whose memory is all padding, gives zeros. Padding stands behind the real positions.
 *
 * <p>{@code ((PlannedVertexRuntime) net.getVertex(name)).exposed("weights")} are the attention
 * weights {@code [N, T, S]} of the last forward pass.
 *
 * <pre>
 * graph.addVertex("attention",
 *     new Attention.Builder().querySize(256).memorySize(512).score(new Additive(256)).build(),
 *     "decoder", "encoder");
 * </pre>
 */
public final class Attention extends PlannedVertex {

  /** The key of {@code exposed} that holds the attention weights. */
  public static final String WEIGHTS = "weights";

  private static final String QUERY = "query";
  private static final String MEMORY = "memory";

  @JsonProperty private int querySize;
  @JsonProperty private int memorySize;
  @JsonProperty private Alignment alignment;

  /** For JSON. */
  Attention() {}

  private Attention(Builder builder) {
    super(builder);
    querySize = builder.querySize;
    memorySize = builder.memorySize;
    alignment = new Alignment(builder.score, builder.window);
    checkOptions();
  }

  @Override
  public void checkOptions() {
    Arguments.given("alignment", alignment);
    alignment.checkSizes(querySize, memorySize);
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.sequence(QUERY, querySize), Input.sequence(MEMORY, memorySize));
  }

  @Override
  public long longest(String input) {
    Arguments.given("input", input);
    return input.equals(MEMORY) ? alignment.score().longestMemory() : Long.MAX_VALUE;
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {
    alignment.defineParameters(parameters, "", querySize, memorySize);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    alignment.initializeParameters(parameters, "");
  }

  @Override
  public SDVariable define(LayerGraph g) {
    AttentionScope scope = new AttentionScope(g, "", querySize, memorySize);
    SDVariable query = g.input(QUERY); // [N, T, q]
    SDVariable memory = g.input(MEMORY); // [N, S, m]
    SDVariable keys = alignment.keys(scope, memory); // [N, S, *]
    SDVariable weights =
        alignment.weights(
            scope,
            query,
            keys,
            g.mask(MEMORY),
            g.sd().expandDims(g.mask(QUERY), 2), // [N, T, 1]
            Shapes.positions(g, query)); // [N, T, S]
    g.expose(WEIGHTS, weights);
    return alignment.context(scope, weights, memory); // [N, T, m]
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... types) {
    InputType.InputTypeRecurrent query = recurrent(types, 0, QUERY, querySize);
    recurrent(types, 1, MEMORY, memorySize);
    return InputType.recurrent(memorySize, query.getTimeSeriesLength());
  }

  private static InputType.InputTypeRecurrent recurrent(
      InputType[] types, int index, String name, int size) {
    boolean fits =
        types.length == 2
            && types[index] instanceof InputType.InputTypeRecurrent type
            && type.getSize() == size;
    if (!fits) {
      throw new InvalidInputTypeException(
          "Attention needs two inputs; \""
              + name
              + "\" must be a sequence of size "
              + size
              + ", got "
              + (index < types.length ? types[index] : "none"));
    }
    return (InputType.InputTypeRecurrent) types[index];
  }

  /** Builds the vertex; sizes and score are required, the window is global unless given. */
  public static final class Builder extends PlannedVertex.Builder<Builder> {
    private int querySize;
    private int memorySize;
    private Score score;
    private Window window = Window.global();

    /** q, the size of the first input. */
    public Builder querySize(int querySize) {
      this.querySize = querySize;
      return this;
    }

    /** m, the size of the second input and of the output. */
    public Builder memorySize(int memorySize) {
      this.memorySize = memorySize;
      return this;
    }

    /** How queries and keys are compared. */
    public Builder score(Score score) {
      this.score = score;
      return this;
    }

    /** Which source positions take part. */
    public Builder window(Window window) {
      this.window = window;
      return this;
    }

    /**
     * @throws IllegalArgumentException if a size is less than 1, the score is missing or cannot
     *     compare these sizes
     */
    public Attention build() {
      return new Attention(this);
    }
  }
}
