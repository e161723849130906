package org.attentionzoo.layers.embedding;

import java.util.ArrayList;
import java.util.List;
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
 * Adds to each vector of a sequence {@code [N, d, T]} the vector of its position (Vaswani et al.
 * 2017, §3.5), for sequences that do not come from a {@link TokenEmbedding}, which has positions of
 * its own.
 *
 * <p>Sinusoidal positions have no parameters and any length; learned ones are the parameter {@code
 * P [max, d]}, initially normal with variance 1/d, and a longer sequence is an error.
 */
public final class PositionalEncoding extends PlannedLayer implements Incremental {

  private static final String INPUT = "x";

  @JsonProperty private Positions positions;
  @JsonProperty private long size;
  @JsonProperty private long maxLength;

  /** Null for interleaved sinusoids, as in layers saved before it was known. */
  @JsonProperty private SinusoidLayout sinusoidLayout;

  /** Of sinusoids; 0 in layers saved before it was known. */
  @JsonProperty private long firstPosition;

  /** For JSON. */
  PositionalEncoding() {}

  private PositionalEncoding(Builder builder) {
    super(builder);
    positions = builder.positions;
    size = builder.size;
    maxLength = builder.maxLength;
    sinusoidLayout = builder.layout == SinusoidLayout.INTERLEAVED ? null : builder.layout;
    firstPosition = builder.firstPosition;
    initializeConstraints(builder);
    checkOptions();
  }

  @Override
  public void checkOptions() {
    Arguments.size("size", size);
    EmbeddingOptions.checkPositions(positions, maxLength);
    Arguments.within("first position", firstPosition, 0, Arguments.LARGEST_SIZE);
  }

  @Override
  public Input input() {
    return Input.sequence(INPUT, size);
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    if (positions == Positions.LEARNED) {
      parameters.addWeightParam(Embedded.POSITIONS_KEY, maxLength, size);
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    parameters.values().forEach(table -> Embedded.initialize(table, null));
  }

  @Override
  public SDVariable define(LayerGraph g) {
    return encode(g, false);
  }

  private SDVariable encode(LayerGraph g, boolean step) {
    List<SDVariable> arguments = new ArrayList<>(List.of(g.input(INPUT))); // [N, T, d]
    if (positions == Positions.LEARNED) {
      arguments.add(g.parameter(Embedded.POSITIONS_KEY));
    }
    if (step) {
      arguments.add(g.input(POSITION));
    }
    Sinusoids sinusoids =
        positions == Positions.LEARNED ? null : new Sinusoids(sinusoidLayout, firstPosition);
    return g.call(new AddPositions(sinusoids, step), arguments.toArray(SDVariable[]::new)).get(0);
  }

  @Override
  public long longest(String input) {
    return positions == Positions.LEARNED ? maxLength : Long.MAX_VALUE;
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
    return Map.of(OUTPUT, encode(g, true));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return inputType;
  }

  /** Builds the layer; the size is required, positions are sinusoidal unless told otherwise. */
  public static final class Builder extends PlannedLayer.Builder<Builder> {
    private Positions positions = Positions.SINUSOIDAL;
    private long size;
    private long maxLength;
    private SinusoidLayout layout = SinusoidLayout.INTERLEAVED;
    private long firstPosition;

    /** d, the channels of the sequence. */
    public Builder size(long size) {
      this.size = size;
      return this;
    }

    /**
     * Sinusoids as another implementation lays them, and t of the first; interleaved from 0 by
     * default.
     */
    public Builder sinusoidal(SinusoidLayout layout, long firstPosition) {
      this.positions = Positions.SINUSOIDAL;
      this.maxLength = 0;
      this.layout = Arguments.given("layout", layout);
      this.firstPosition = firstPosition;
      return this;
    }

    /** A trained vector for each position up to a maximum length. */
    public Builder learned(long maxLength) {
      this.positions = Positions.LEARNED;
      this.maxLength = maxLength;
      this.layout = SinusoidLayout.INTERLEAVED;
      this.firstPosition = 0;
      return this;
    }

    /**
     * @throws IllegalArgumentException if the size is missing or a length is below 1
     */
    @Override
    @SuppressWarnings("unchecked")
    public PositionalEncoding build() {
      return new PositionalEncoding(this);
    }
  }
}
