package org.attentionzoo.layers.recurrent;

import static org.attentionzoo.layers.Nets.mask;
import static org.attentionzoo.layers.Nets.values;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Cosine;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Location;
import org.attentionzoo.layers.attention.ScaledDot;
import org.attentionzoo.layers.attention.Window;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels of encoder and decoder against ND4J's operations. */
class RecurrentKernelsTest {
  private static final int UNITS = 30;

  @ParameterizedTest
  @EnumSource(Cell.class)
  void encodersEqualTheirDefinition(Cell cell) {
    for (boolean states : new boolean[] {false, true}) {
      KernelParity parity = KernelParity.of(type -> encoder(type, cell, states), "encoder");
      parity.check(values(1, 3, 2, 5));
      INDArray[] x = {values(2, 4, 2, 7)};
      INDArray[] masks = {mask(7, 7, 3, 0, 1)};
      parity.check(x, masks).checkSlope(x, masks).checkSwitchedOff(x, masks);
      parity.check(new INDArray[] {values(3, 1, 2, 1)}, new INDArray[] {mask(1, 1)});
      parity.usesKernels(kernels(cell, "CELLS CELLS"));
    }
  }

  @ParameterizedTest
  @EnumSource(Cell.class)
  void aBatchWorthTwoThreadsIsSplit(Cell cell) {
    KernelParity parity = KernelParity.of(type -> encoder(type, cell, false), "encoder");
    parity.check(values(1, 130, 2, 6));
    INDArray mask = lengths(53, 4, 5);
    parity.check(new INDArray[] {values(2, 53, 2, 4)}, new INDArray[] {mask});
    parity.usesKernels(kernels(cell, "CELLS CELLS"));
  }

  private static ComputationGraph encoder(DataType type, Cell cell, boolean states) {
    return Decoders.net(
        type,
        new RecurrentEncoder.Builder()
            .cell(cell)
            .units(UNITS)
            .layers(2)
            .bidirectional(true)
            .outputStates(states)
            .dropoutBetweenLayers(0.2)
            .outputDropout(0.1),
        Decoders.decoder(Cell.GRU, new PlainOrder(), InitialState.ZERO, 0));
  }

  static Stream<Arguments> orders() {
    Alignment additive = Alignment.of(new Additive(13));
    Alignment general = new Alignment(new General(), Window.localPredictive(2));
    Alignment monotonic = new Alignment(new General(), Window.localMonotonic(2));
    return Stream.of(
        Arguments.of(
            Cell.GRU,
            BahdanauOrder.concat(additive),
            "linear BRIDGE linear linear additive_scores ATTENTION CELLS"),
        Arguments.of(
            Cell.LSTM,
            BahdanauOrder.maxout(additive, 5),
            "linear BRIDGE linear linear additive_scores ATTENTION CELLS joined_linear maxout"),
        Arguments.of(
            Cell.GRU,
            BahdanauOrder.maxout(Alignment.of(new Dot()), 5, false),
            "BRIDGE linear attention_scores ATTENTION CELLS joined_linear maxout"),
        Arguments.of(
            Cell.LSTM,
            BahdanauOrder.concat(Alignment.of(new Location(20))),
            "BRIDGE linear attention_scores ATTENTION CELLS"),
        Arguments.of(
            Cell.GRU,
            BahdanauOrder.concat(monotonic),
            "linear BRIDGE linear attention_scores ATTENTION CELLS"),
        Arguments.of(
            Cell.LSTM,
            new LuongOrder(general, true, 11),
            "linear BRIDGE linear CELLS attention_scores attention_mask linear linear masked_softmax"
                + " attention_contexts joined_linear tanh"),
        Arguments.of(
            Cell.GRU,
            new LuongOrder(Alignment.of(new ScaledDot()), true, 11),
            "BRIDGE linear CELLS attention_scores ATTENTION joined_linear tanh"),
        Arguments.of(
            Cell.LSTM,
            new LuongOrder(Alignment.of(Cosine.fixed(2)), true, 11),
            "BRIDGE linear CELLS attention_scores ATTENTION joined_linear tanh"),
        Arguments.of(
            Cell.GRU,
            new LuongOrder(Alignment.of(Cosine.learned(3)), false, 11),
            "BRIDGE CELLS attention_scores ATTENTION joined_linear tanh"),
        Arguments.of(
            Cell.LSTM,
            new LuongOrder(additive, false, 11),
            "linear BRIDGE CELLS linear additive_scores ATTENTION joined_linear tanh"),
        Arguments.of(Cell.GRU, new PlainOrder(), "BRIDGE CELLS"),
        Arguments.of(Cell.LSTM, new PlainOrder(), "BRIDGE CELLS"));
  }

  /** Two layers' initial states and steps, and what every attention has. */
  private static String[] kernels(Cell cell, String kernels) {
    String bridge = "linear tanh linear tanh";
    return kernels
        .replace("BRIDGE", cell == Cell.GRU ? bridge : bridge + " " + bridge)
        .replace("CELLS", step(cell) + " " + step(cell))
        .replace("ATTENTION", "attention_mask masked_softmax attention_contexts")
        .split(" ");
  }

  private static String step(Cell cell) {
    return cell == Cell.GRU ? "linear gru_product gru" : "linear linear lstm";
  }

  /** 2e-5: the gradient of a learned sharpness is one number, a sum of both signs. */
  @ParameterizedTest
  @MethodSource("orders")
  void decodersEqualTheirDefinition(Cell cell, DecoderOrder order, String kernels) {
    KernelParity parity =
        KernelParity.of(type -> decoder(type, cell, order, 0.1), "decoder").tolerance(2e-5);
    INDArray[] inputs = {values(3, 4, 2, 5), memory(4, 4, 9)};
    INDArray[] masks = {mask(5, 5, 2, 1, 4), mask(9, 9, 1, 0, 3)};
    parity.check(inputs, masks).checkSlope(inputs, masks).checkSwitchedOff(inputs, masks);
    parity.check(values(5, 1, 2, 1), memory(6, 1, 1));
    parity.usesKernels(kernels(cell, kernels));
  }

  /** Rows of their own for each thread, as dropout between layers would not have it. */
  @ParameterizedTest
  @MethodSource("orders")
  void decodersOfManyRowsEqualTheirDefinition(Cell cell, DecoderOrder order, String kernels) {
    KernelParity parity =
        KernelParity.of(type -> decoder(type, cell, order, 0), "decoder").tolerance(2e-5);
    parity.check(
        new INDArray[] {values(3, 50, 2, 3), memory(4, 50, 5)},
        new INDArray[] {lengths(50, 3, 4), lengths(50, 5, 6)});
    parity.check(values(5, 33, 2, 2), memory(6, 33, 4));
    parity.check(values(7, 48, 2, 1), memory(8, 48, 1));
    parity.check(values(9, 5, 2, 2), memory(10, 5, 4));
    parity.usesKernels(kernels(cell, kernels));
  }

  /** A mask {@code [n, t]} of rows with n mod {@code modulus} real positions, at most t. */
  private static INDArray lengths(int n, int t, int modulus) {
    int[] lengths = IntStream.range(0, n).map(i -> Math.min(t, i % modulus)).toArray();
    return mask(t, lengths);
  }

  private static INDArray memory(int seed, int n, int s) {
    return values(seed, n, UNITS, s);
  }

  private static ComputationGraph decoder(
      DataType type, Cell cell, DecoderOrder order, double dropout) {
    return Decoders.net(
        type,
        new RecurrentEncoder.Builder().units(UNITS / 2).bidirectional(true),
        new RecurrentDecoder.Builder()
            .cell(cell)
            .embeddingSize(2)
            .units(UNITS)
            .layers(2)
            .order(order)
            .initialState(InitialState.BRIDGE)
            .dropoutBetweenLayers(dropout)
            .outputDropout(0.2));
  }
}
