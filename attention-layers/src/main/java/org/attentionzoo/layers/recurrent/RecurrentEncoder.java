package org.attentionzoo.layers.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Recurrent encoder: GRU or LSTM, either or both directions, several layers.
 *
 * <pre>
 *   →h_t = cell(x_t, →h_{t-1}),   ←h_t = cell(x_t, ←h_{t+1}),   h_t = [→h_t; ←h_t]
 * </pre>
 *
 * (Bahdanau et al. 2014, §3.2 and A.2.1; with one direction Sutskever et al. 2014, §2.) Layer l + 1
 * reads h of layer l, through dropout.
 *
 * <ul>
 *   <li>Input: {@code [N, in, S]} with mask {@code [N, S]}. Padding keeps the state, so the
 *       backward direction starts at the last real token.
 *   <li>Output: {@code [N, size, S]}, laid out as {@link #layout()} says: h of the last layer,
 *       {@code directions · H} channels, zero at padding; then, with {@code outputStates}, the
 *       states of all layers, held through padding.
 *   <li>Parameters, per layer l and direction ({@code forward0.}, {@code backward0.}, …): {@code W
 *       [in, G·H]}, {@code U [H, G·H]}, {@code b [G·H]} and for the GRU {@code c [H]}; see {@link
 *       Cell}. These names are part of saved models.
 * </ul>
 */
public final class RecurrentEncoder extends PlannedLayer {
  @JsonProperty private Cell cell;
  @JsonProperty private long inputSize;
  @JsonProperty private long units;
  @JsonProperty private int layers;
  @JsonProperty private Direction direction;
  @JsonProperty private double dropoutBetweenLayers;
  @JsonProperty private double outputDropout;
  @JsonProperty private double forgetBias;
  @JsonProperty private boolean outputStates;
  @JsonProperty private WeightInit weightInit = WeightInit.XAVIER;

  RecurrentEncoder() {} // for JSON

  private RecurrentEncoder(Builder b) {
    super(b);
    cell = b.cell;
    inputSize = b.inputSize;
    units = b.units;
    layers = b.layers;
    direction = b.direction;
    dropoutBetweenLayers = b.dropoutBetweenLayers;
    outputDropout = b.outputDropout;
    forgetBias = b.forgetBias;
    outputStates = b.outputStates;
    weightInit = Arguments.given("weightInit", b.weightInit);
    initializeConstraints(b);
    checkOptions();
  }

  @Override
  public void checkOptions() {
    Arguments.given("cell", cell);
    if (inputSize != 0) { // else inferred
      Arguments.size("inputSize", inputSize);
    }
    Arguments.size("units", units);
    Arguments.within("layers", layers, 1, Arguments.MOST_LAYERS);
    Arguments.given("direction", direction);
    Arguments.rate("dropoutBetweenLayers", dropoutBetweenLayers);
    Arguments.rate("outputDropout", outputDropout);
    Arguments.finite("forgetBias", forgetBias);
  }

  /** Sizes and offsets of the output's channels, for a decoder. */
  public EncoderLayout layout() {
    return new EncoderLayout(cell, units, layers, direction, outputStates);
  }

  @Override
  public Input input() {
    return Input.sequence("source", inputSize);
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    for (CellParameters c : cells()) {
      c.weights().forEach(parameters::addWeightParam);
      c.biases().forEach(parameters::addBiasParam);
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    cells().forEach(c -> c.initialize(parameters, weightInit, forgetBias));
  }

  private List<CellParameters> cells() {
    List<CellParameters> cells = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      long in = layer == 0 ? inputSize : layout().memorySize();
      for (int d = 0; d < layout().directions(); d++) {
        cells.add(new CellParameters(cell, prefix(layer, d), in, units));
      }
    }
    return cells;
  }

  private String prefix(int layer, int run) {
    return direction.name(run) + layer + ".";
  }

  @Override
  public SDVariable define(LayerGraph g) {
    SDVariable mask = g.mask("source"); // [N, S]
    SDVariable x = g.input("source"); // [N, S, in]
    Map<String, SDVariable> zeros = Recurrence.zeroStates(g, cell, x, units);
    List<String> wanted = outputStates ? cell.states() : List.of("h");
    List<SDVariable> states = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      List<SDVariable> h = new ArrayList<>();
      for (int d = 0; d < layout().directions(); d++) {
        boolean backward = direction.isBackward(d);
        Map<String, SDVariable> run =
            Recurrence.run(g, cell, prefix(layer, d), x, mask, zeros, wanted, backward);
        h.add(run.get("h"));
        wanted.forEach(name -> states.add(run.get(name)));
      }
      boolean last = layer == layers - 1;
      x = g.dropout(concat(g, h), last ? outputDropout : dropoutBetweenLayers); // [N, S, dirs·H]
    }
    List<SDVariable> output = new ArrayList<>(List.of(g.select(mask, x)));
    if (outputStates) {
      output.addAll(states);
    }
    return concat(g, output); // [N, S, size]
  }

  private static SDVariable concat(LayerGraph g, List<SDVariable> parts) {
    return parts.size() == 1 ? parts.get(0) : g.sd().concat(2, parts.toArray(SDVariable[]::new));
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    if (inputSize == 0 || override) {
      inputSize = recurrent(inputType).getSize();
    }
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return InputType.recurrent(layout().size(), recurrent(inputType).getTimeSeriesLength());
  }

  private InputType.InputTypeRecurrent recurrent(InputType type) {
    if (type instanceof InputType.InputTypeRecurrent r) {
      return r;
    }
    throw new IllegalStateException(
        "RecurrentEncoder \"" + getLayerName() + "\" expects a sequence [N, in, S], got " + type);
  }

  /** Builds the encoder; {@code units} must be set, all else has a default. */
  public static final class Builder extends PlannedLayer.Builder<Builder> {
    private Cell cell = Cell.GRU;
    private long inputSize;
    private long units;
    private int layers = 1;
    private Direction direction = Direction.FORWARD;
    private double dropoutBetweenLayers;
    private double outputDropout;
    private double forgetBias = 1;
    private boolean outputStates;
    private WeightInit weightInit = WeightInit.XAVIER;

    /** What fills input matrices; recurrent ones are orthogonal, biases as {@link Cell} says. */
    @Override
    public Builder weightInit(WeightInit weightInit) {
      this.weightInit = weightInit;
      return this;
    }

    /** GRU (the default) or LSTM. */
    public Builder cell(Cell cell) {
      this.cell = cell;
      return this;
    }

    /** Channels of the input; inferred where the network's input types are set. */
    public Builder inputSize(long inputSize) {
      this.inputSize = Arguments.size("inputSize", inputSize);
      return this;
    }

    /** H, the units of each layer and direction. */
    public Builder units(long units) {
      this.units = units;
      return this;
    }

    /** Number of layers, 1 by default. */
    public Builder layers(int layers) {
      this.layers = layers;
      return this;
    }

    /** Which way it reads, forward by default. */
    public Builder direction(Direction direction) {
      this.direction = direction;
      return this;
    }

    /** Both directions or the forward one, see {@link #direction}. */
    public Builder bidirectional(boolean bidirectional) {
      return direction(bidirectional ? Direction.BOTH : Direction.FORWARD);
    }

    /** Dropout rate of what a layer above the first reads, in [0, 1). */
    public Builder dropoutBetweenLayers(double rate) {
      this.dropoutBetweenLayers = rate;
      return this;
    }

    /** Dropout rate of the output (not of the states appended to it), in [0, 1). */
    public Builder outputDropout(double rate) {
      this.outputDropout = rate;
      return this;
    }

    /** Initial bias of the LSTM's forget gate, 1 by default; the GRU has none. */
    public Builder forgetBias(double forgetBias) {
      this.forgetBias = forgetBias;
      return this;
    }

    /** Appends the states of all layers to the output; a decoder that starts from them needs it. */
    public Builder outputStates(boolean outputStates) {
      this.outputStates = outputStates;
      return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public RecurrentEncoder build() {
      return new RecurrentEncoder(this);
    }
  }
}
