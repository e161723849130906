package org.attentionzoo.layers.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.initial.InitialWeights;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Recurrent decoder with or without attention: GRU or LSTM, several layers. The {@link
 * DecoderOrder} says when it attends and what its output is, the {@link InitialState} where it
 * starts.
 *
 * <ul>
 *   <li>Inputs: target embeddings {@code [N, e, T]}, shifted so that position t holds the token
 *       before the one to predict; encoder output {@code [N, m, S]}, laid out as the {@link
 *       EncoderLayout} says. Each has its own mask; padding of the target keeps the state.
 *   <li>Output: {@code [N, outputSize, T]}, zero at padding, with the target's mask.
 *   <li>{@code exposed("weights")}: attention weights {@code [N, T, S]}, zero at padding; unless
 *       there is no attention.
 *   <li>Parameters: per layer l {@code layer0.W}, {@code .U}, {@code .b} (GRU: {@code .c}), see
 *       {@link Cell}; {@code layer0.C} for what the first cell reads besides y; {@code start…} of
 *       {@link InitialState#BRIDGE}; and those of the order. These names are part of saved models.
 * </ul>
 */
public final class RecurrentDecoder extends PlannedVertex implements Incremental {
  static final String TARGET = "target";
  static final String MEMORY = "memory";

  /** The weights of what the first cell reads besides y: c_t or h̃_{t-1}. */
  static final String FED = "layer0.C";

  @JsonProperty private Cell cell;
  @JsonProperty private long embeddingSize;
  @JsonProperty private long units;
  @JsonProperty private int layers;
  @JsonProperty private EncoderLayout encoder;
  @JsonProperty private DecoderOrder order;
  @JsonProperty private InitialState initialState;
  @JsonProperty private double dropoutBetweenLayers;
  @JsonProperty private double outputDropout;
  @JsonProperty private double forgetBias;

  RecurrentDecoder() {} // for JSON

  private RecurrentDecoder(Builder b) {
    super(b);
    cell = b.cell;
    embeddingSize = b.embeddingSize;
    units = b.units;
    layers = b.layers;
    encoder = b.encoder;
    order = b.order;
    initialState = b.initialState;
    dropoutBetweenLayers = b.dropoutBetweenLayers;
    outputDropout = b.outputDropout;
    forgetBias = b.forgetBias;
    checkOptions();
  }

  @Override
  public void checkOptions() {
    Arguments.given("cell", cell);
    Arguments.size("embeddingSize", embeddingSize);
    Arguments.size("units", units);
    Arguments.within("layers", layers, 1, Arguments.MOST_LAYERS);
    Arguments.given("encoder", encoder).check();
    Arguments.given("order", order);
    Arguments.given("initialState", initialState);
    Arguments.rate("dropoutBetweenLayers", dropoutBetweenLayers);
    Arguments.rate("outputDropout", outputDropout);
    Arguments.finite("forgetBias", forgetBias);
    order.check(shape());
    initialState.check(shape());
  }

  private DecoderShape shape() {
    return new DecoderShape(cell, embeddingSize, units, layers, encoder, dropoutBetweenLayers);
  }

  static String prefix(int layer) {
    return "layer" + layer + ".";
  }

  /** Channels of the output. */
  public long outputSize() {
    return order.outputSize(shape());
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.sequence(TARGET, embeddingSize), Input.sequence(MEMORY, encoder.size()));
  }

  @Override
  public long longest(String input) {
    Arguments.given("input", input);
    return input.equals(MEMORY) && order.alignment() != null
        ? order.alignment().score().longestMemory()
        : Long.MAX_VALUE;
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public void defineParameters(SDVertexParams parameters) {
    for (CellParameters c : cells()) {
      c.weights().forEach(parameters::addWeightParam);
      c.biases().forEach(parameters::addBiasParam);
    }
    if (order.fedSize(shape()) > 0) {
      parameters.addWeightParam(FED, order.fedSize(shape()), cell.gates() * units);
    }
    initialState.weights(shape()).forEach(parameters::addWeightParam);
    initialState.biases(shape()).forEach(parameters::addBiasParam);
    order.defineParameters(parameters, shape());
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    cells().forEach(c -> c.initialize(parameters, WeightInit.XAVIER, forgetBias));
    if (parameters.containsKey(FED)) {
      CellParameters.glorotByGate(parameters.get(FED), cell.gates());
    }
    initialState
        .weights(shape())
        .keySet()
        .forEach(w -> InitialWeights.glorotNormal(parameters.get(w)));
    initialState.biases(shape()).keySet().forEach(b -> parameters.get(b).assign(0));
    order.initializeParameters(parameters);
  }

  private List<CellParameters> cells() {
    List<CellParameters> cells = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      long in = layer == 0 ? embeddingSize : units;
      cells.add(new CellParameters(cell, prefix(layer), in, units));
    }
    return cells;
  }

  @Override
  public SDVariable define(LayerGraph g) {
    return steps(g).all();
  }

  @Override
  public String targetInput() {
    return TARGET;
  }

  @Override
  public Set<String> memories() {
    return order.alignment() == null ? Set.of() : SharedMemory.OF_SENTENCE;
  }

  @Override
  public Map<String, SDVariable> defineStart(LayerGraph g) {
    return steps(g).start();
  }

  @Override
  public Map<String, SDVariable> defineNext(LayerGraph g) {
    return steps(g).next();
  }

  private DecoderSteps steps(LayerGraph g) {
    return new DecoderSteps(g, shape(), order, initialState, outputDropout);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... types) {
    if (types.length != 2
        || !(types[0] instanceof InputType.InputTypeRecurrent target)
        || !(types[1] instanceof InputType.InputTypeRecurrent memory)
        || target.getSize() != embeddingSize
        || memory.getSize() != encoder.size()) {
      throw new InvalidInputTypeException(
          "RecurrentDecoder needs target embeddings of size "
              + embeddingSize
              + " and a memory of size "
              + encoder.size()
              + ", got "
              + List.of(types));
    }
    return InputType.recurrent(outputSize(), target.getTimeSeriesLength());
  }

  /** Builds the decoder; sizes, encoder and order are required. */
  public static final class Builder extends PlannedVertex.Builder<Builder> {
    private Cell cell = Cell.GRU;
    private long embeddingSize;
    private long units;
    private int layers = 1;
    private EncoderLayout encoder;
    private DecoderOrder order;
    private InitialState initialState = InitialState.ZERO;
    private double dropoutBetweenLayers;
    private double outputDropout;
    private double forgetBias = 1;

    /** GRU (the default) or LSTM. */
    public Builder cell(Cell cell) {
      this.cell = cell;
      return this;
    }

    /** e, channels of the target embeddings. */
    public Builder embeddingSize(long embeddingSize) {
      this.embeddingSize = embeddingSize;
      return this;
    }

    /** H, the units of each layer. */
    public Builder units(long units) {
      this.units = units;
      return this;
    }

    /** Number of layers, 1 by default. */
    public Builder layers(int layers) {
      this.layers = layers;
      return this;
    }

    /**
     * What the second input is: {@link RecurrentEncoder#layout()} or {@link
     * EncoderLayout#memoryOnly}.
     */
    public Builder encoder(EncoderLayout encoder) {
      this.encoder = encoder;
      return this;
    }

    /** {@link BahdanauOrder}, {@link LuongOrder} or {@link PlainOrder}. */
    public Builder order(DecoderOrder order) {
      this.order = order;
      return this;
    }

    /** Where the states start, zero by default. */
    public Builder initialState(InitialState initialState) {
      this.initialState = initialState;
      return this;
    }

    /** Dropout rate of what a layer above the first reads from below, in [0, 1). */
    public Builder dropoutBetweenLayers(double rate) {
      this.dropoutBetweenLayers = rate;
      return this;
    }

    /** Dropout rate of the output, in [0, 1). */
    public Builder outputDropout(double rate) {
      this.outputDropout = rate;
      return this;
    }

    /** Initial bias of the LSTM's forget gate, 1 by default; the GRU has none. */
    public Builder forgetBias(double forgetBias) {
      this.forgetBias = forgetBias;
      return this;
    }

    /**
     * @throws IllegalArgumentException if a size is missing or not positive, a rate is not in [0,
     *     1), or encoder, order and initial state do not go together
     */
    public RecurrentDecoder build() {
      return new RecurrentDecoder(this);
    }
  }
}
