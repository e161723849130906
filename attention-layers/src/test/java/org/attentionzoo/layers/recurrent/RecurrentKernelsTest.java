package org.attentionzoo.layers.recurrent;

import static org.attentionzoo.layers.Nets.mask;
import static org.attentionzoo.layers.Nets.values;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.attentionzoo.layers.KernelParity;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Cosine;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Location;
import org.attentionzoo.layers.attention.ScaledDot;
import org.attentionzoo.layers.attention.Score;
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
      parity.check(
          new INDArray[] {values(2, 4, 2, 7)}, new INDArray[] {mask(7, 7, 3, 0, 1)});
      parity.check(new INDArray[] {values(3, 1, 2, 1)}, new INDArray[] {mask(1, 1)});
    }
  }

  @ParameterizedTest
  @EnumSource(Cell.class)
  void aBatchWorthTwoThreadsIsSplit(Cell cell) {
    KernelParity.of(type -> encoder(type, cell, false), "encoder").check(values(1, 130, 2, 6));
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
    List<Score> scores =
        List.of(
            new Additive(13),
            new Dot(),
            new ScaledDot(),
            new General(),
            new Location(20),
            Cosine.fixed(2),
            Cosine.learned(3));
    List<Arguments> cases = new ArrayList<>();
    for (Score score : scores) {
      for (Window window : List.of(Window.global(), Window.localPredictive(2))) {
        boolean all = window.equals(Window.global()) || score instanceof General;
        if (all) {
          Alignment alignment = new Alignment(score, window);
          cases.add(Arguments.of(alignment, BahdanauOrder.concat(alignment)));
          cases.add(Arguments.of(alignment, new LuongOrder(alignment, true, 11)));
          cases.add(Arguments.of(alignment, new LuongOrder(alignment, false, 11)));
        }
      }
    }
    Alignment additive = Alignment.of(new Additive(13));
    cases.add(Arguments.of(additive, BahdanauOrder.maxout(additive, 5)));
    cases.add(Arguments.of(additive, BahdanauOrder.maxout(additive, 5, false)));
    Alignment monotonic = new Alignment(new General(), Window.localMonotonic(2));
    cases.add(Arguments.of(monotonic, BahdanauOrder.concat(monotonic)));
    cases.add(Arguments.of(null, new PlainOrder()));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("orders")
  void decodersEqualTheirDefinition(Alignment alignment, DecoderOrder order) {
    for (Cell cell : Cell.values()) {
      Function<DataType, ComputationGraph> nets = type -> decoder(type, cell, order);
      KernelParity parity = KernelParity.of(nets, "decoder");
      parity.check(values(1, 3, 2, 4), memory(2, 3, 6));
      parity.check(
          new INDArray[] {values(3, 4, 2, 5), memory(4, 4, 9)},
          new INDArray[] {mask(5, 5, 2, 1, 4), mask(9, 9, 1, 0, 3)});
      parity.check(values(5, 1, 2, 1), memory(6, 1, 1));
    }
  }

  private static INDArray memory(int seed, int n, int s) {
    return values(seed, n, UNITS, s);
  }

  private static ComputationGraph decoder(DataType type, Cell cell, DecoderOrder order) {
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
            .dropoutBetweenLayers(0.1)
            .outputDropout(0.2));
  }
}
