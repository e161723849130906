package org.attentionzoo.layers.recurrent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What a decoder carries from one step to the next. The names under which the runtime keeps it are
 * known here alone.
 *
 * @param attentional h̃ {@code [N, A]} of {@link LuongOrder} with input feeding, else null
 * @param cells the states of each layer, {@code [N, H]} by their names in {@link Cell#states}
 */
record CarriedState(SDVariable attentional, List<Map<String, SDVariable>> cells) {

  private static final String ATTENTIONAL = "attentional";

  /** Without h̃. */
  CarriedState(List<Map<String, SDVariable>> cells) {
    this(null, cells);
  }

  private static String name(int layer, String state) {
    return state + layer; // h0
  }

  /**
   * @param feeds whether there is an h̃
   * @param named finds each of {@link #byName()}
   */
  static CarriedState of(DecoderShape shape, boolean feeds, Function<String, SDVariable> named) {
    SDVariable attentional = feeds ? named.apply(ATTENTIONAL) : null;
    List<Map<String, SDVariable>> cells = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      Map<String, SDVariable> states = new LinkedHashMap<>();
      for (String state : shape.cell().states()) {
        states.put(state, named.apply(name(layer, state)));
      }
      cells.add(states);
    }
    return new CarriedState(attentional, cells);
  }

  /** The top layer's h, {@code [N, H]}. */
  SDVariable top() {
    return cells.get(cells.size() - 1).get("h");
  }

  Map<String, SDVariable> byName() {
    Map<String, SDVariable> values = new LinkedHashMap<>();
    if (attentional != null) {
      values.put(ATTENTIONAL, attentional);
    }
    for (int layer = 0; layer < cells.size(); layer++) {
      for (Map.Entry<String, SDVariable> state : cells.get(layer).entrySet()) {
        values.put(name(layer, state.getKey()), state.getValue());
      }
    }
    return values;
  }
}
