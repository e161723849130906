package org.attentionzoo.layers.recurrent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/** Where a decoder's states before the first step come from. */
public enum InitialState {
  /** Zeros. */
  ZERO {
    @Override
    void check(DecoderShape shape) {}

    @Override
    SDVariable state(
        LayerGraph g, DecoderShape shape, SDVariable encoded, int layer, String state) {
      return Recurrence.zeros(g, encoded, shape.units());
    }
  },

  /**
   * {@code s_0 = tanh(←h_1 W + b)} (Bahdanau et al. 2014, A.2.2), for every layer and state: ←h_1
   * is the encoder's top backward state at the first position. Of an encoder with one direction it
   * is the top state at the end, which needs {@code outputStates}.
   */
  BRIDGE {
    @Override
    void check(DecoderShape shape) {
      EncoderLayout encoder = shape.encoder();
      if (encoder.cell() == null || (!encoder.isBidirectional() && !encoder.hasStates())) {
        throw new IllegalArgumentException(
            "initialState BRIDGE needs a RecurrentEncoder that is bidirectional or has"
                + " outputStates, got "
                + encoder);
      }
    }

    @Override
    Map<String, long[]> weights(DecoderShape shape) {
      Map<String, long[]> shapes = new LinkedHashMap<>();
      shape.forEachState(
          (layer, state) ->
              shapes.put(
                  prefix(layer, state) + "W", new long[] {shape.encoder().units(), shape.units()}));
      return shapes;
    }

    @Override
    Map<String, long[]> biases(DecoderShape shape) {
      Map<String, long[]> shapes = new LinkedHashMap<>();
      shape.forEachState(
          (layer, state) -> shapes.put(prefix(layer, state) + "b", new long[] {shape.units()}));
      return shapes;
    }

    @Override
    SDVariable state(
        LayerGraph g, DecoderShape shape, SDVariable encoded, int layer, String state) {
      EncoderLayout encoder = shape.encoder();
      SDVariable summary =
          encoder.isBidirectional()
              ? encoder.backwardSummary(encoded)
              : encoder.finalState(encoded, encoder.layers() - 1, 0, "h"); // [N, units]
      String prefix = prefix(layer, state);
      return g.tanh(g.linear(summary, g.parameter(prefix + "W"), g.parameter(prefix + "b")));
    }
  },

  /**
   * The encoder's final states, layer by layer (Sutskever et al. 2014; Luong et al. 2015); those of
   * both directions side by side. Needs an encoder with {@code outputStates}, of the same cell and
   * number of layers, and decoder units = directions · encoder units.
   */
  ENCODER {
    @Override
    void check(DecoderShape shape) {
      EncoderLayout encoder = shape.encoder();
      if (!encoder.hasStates()
          || encoder.cell() != shape.cell()
          || encoder.layers() != shape.layers()
          || encoder.memorySize() != shape.units()) {
        throw new IllegalArgumentException(
            "initialState ENCODER needs an encoder with outputStates, cell "
                + shape.cell()
                + ", "
                + shape.layers()
                + " layers and directions · units = "
                + shape.units()
                + ", got "
                + encoder);
      }
    }

    @Override
    SDVariable state(
        LayerGraph g, DecoderShape shape, SDVariable encoded, int layer, String state) {
      EncoderLayout encoder = shape.encoder();
      SDVariable forward = encoder.finalState(encoded, layer, 0, state);
      return encoder.isBidirectional()
          ? g.sd().concat(1, forward, encoder.finalState(encoded, layer, 1, state))
          : forward; // [N, H]
    }
  };

  private static String prefix(int layer, String state) {
    return "start" + layer + "." + state + ".";
  }

  /**
   * @throws IllegalArgumentException if the encoder does not give what this needs
   */
  abstract void check(DecoderShape shape);

  Map<String, long[]> weights(DecoderShape shape) {
    return Map.of();
  }

  Map<String, long[]> biases(DecoderShape shape) {
    return Map.of();
  }

  /** The states of each layer before the first step, {@code [N, H]} by name. */
  List<Map<String, SDVariable>> cells(LayerGraph g, DecoderShape shape, SDVariable encoded) {
    List<Map<String, SDVariable>> cells = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      Map<String, SDVariable> states = new LinkedHashMap<>();
      for (String state : shape.cell().states()) {
        states.put(state, state(g, shape, encoded, layer, state));
      }
      cells.add(states);
    }
    return cells;
  }

  /** One of them. */
  abstract SDVariable state(
      LayerGraph g, DecoderShape shape, SDVariable encoded, int layer, String state);
}
