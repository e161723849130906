package org.attentionzoo.layers.recurrent;

import java.util.LinkedHashMap;
import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * One time step of a decoder while it is being defined, inside a scan or on its own.
 *
 * @param g the step's graph
 * @param in what the step sees by name: {@code x [N, G·H]} (the projected y), {@code mask [N, 1]}
 *     (absent where every target is real), {@code position [N, 1]}, states {@code [N, H]}, and what
 *     the order shares among steps
 */
record DecoderStep(LayerGraph g, DecoderShape shape, Map<String, SDVariable> in) {

  /** Runs the layers: the first reads x (projected), the next ones the h below, with dropout. */
  Map<String, SDVariable> cells(SDVariable x) {
    Map<String, SDVariable> states = new LinkedHashMap<>();
    SDVariable projected = x; // [N, G·H]
    for (int layer = 0; layer < shape.layers(); layer++) {
      String prefix = RecurrentDecoder.prefix(layer);
      Map<String, SDVariable> old = new LinkedHashMap<>();
      for (String state : shape.cell().states()) {
        old.put(state, in.get(DecoderShape.stateName(layer, state)));
      }
      if (layer > 0) {
        SDVariable below = states.get(DecoderShape.stateName(layer - 1, "h"));
        projected = shape.cell().project(g, prefix, g.dropout(below, shape.dropout()));
      }
      Map<String, SDVariable> now = shape.cell().step(g, prefix, projected, old, in.get("mask"));
      for (String state : shape.cell().states()) {
        states.put(DecoderShape.stateName(layer, state), now.get(state));
      }
    }
    return states;
  }

  /** At padding the old values. */
  Map<String, SDVariable> hold(Map<String, SDVariable> now, Map<String, SDVariable> old) {
    SDVariable mask = in.get("mask");
    return mask == null ? now : Recurrence.hold(g, mask, now, old);
  }
}
