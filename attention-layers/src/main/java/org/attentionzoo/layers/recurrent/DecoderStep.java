package org.attentionzoo.layers.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * One time step of a decoder while it is being defined, inside a scan or on its own.
 *
 * @param x the projected y, {@code [N, G·H]}
 * @param mask {@code [N, 1]}, or null where every target is real
 * @param before what the step before left
 */
record DecoderStep(DecoderScope scope, SDVariable x, SDVariable mask, CarriedState before) {

  /** What a step makes: what it carries on, and what it leaves. */
  record Result(CarriedState next, StepOutput output) {}

  LayerGraph g() {
    return scope.g();
  }

  /**
   * Runs the layers: the first reads its input (projected), the next ones the h below, with
   * dropout.
   *
   * @return the states of each layer
   */
  List<Map<String, SDVariable>> cells(SDVariable input) {
    DecoderShape shape = scope.shape();
    List<Map<String, SDVariable>> states = new ArrayList<>();
    SDVariable projected = input; // [N, G·H]
    for (int layer = 0; layer < shape.layers(); layer++) {
      String prefix = RecurrentDecoder.prefix(layer);
      if (layer > 0) {
        SDVariable below = states.get(layer - 1).get("h");
        projected = shape.cell().project(g(), prefix, g().dropout(below, shape.dropout()));
      }
      states.add(shape.cell().step(g(), prefix, projected, before.cells().get(layer), mask));
    }
    return states;
  }

  /** At padding the old value. */
  SDVariable hold(SDVariable now, SDVariable old) {
    return mask == null ? now : g().select(mask, now, old);
  }
}
