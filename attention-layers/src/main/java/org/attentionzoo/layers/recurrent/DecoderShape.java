package org.attentionzoo.layers.recurrent;

import java.util.function.BiConsumer;

/**
 * The sizes a decoder's parts share.
 *
 * @param embedding e, size of the target embeddings y
 * @param units H
 * @param memory what the encoder gives
 * @param dropout rate between layers
 */
record DecoderShape(
    Cell cell, long embedding, long units, int layers, EncoderLayout memory, double dropout) {

  /** The name of a state in the step, e.g. {@code h0}. */
  static String stateName(int layer, String state) {
    return state + layer;
  }

  /** The name of the top layer's output h. */
  String top() {
    return stateName(layers - 1, "h");
  }

  void forEachState(BiConsumer<Integer, String> action) {
    for (int layer = 0; layer < layers; layer++) {
      for (String state : cell.states()) {
        action.accept(layer, state);
      }
    }
  }
}
