package org.attentionzoo.layers.recurrent;

import java.util.function.BiConsumer;

/**
 * The sizes a decoder's parts share.
 *
 * @param embedding e, size of the target embeddings y
 * @param units H
 * @param encoder what it gives
 * @param dropout rate between layers
 */
record DecoderShape(
    Cell cell, long embedding, long units, int layers, EncoderLayout encoder, double dropout) {

  /** m, size of what there is to attend to. */
  long memory() {
    return encoder.memorySize();
  }

  void forEachState(BiConsumer<Integer, String> action) {
    for (int layer = 0; layer < layers; layer++) {
      for (String state : cell.states()) {
        action.accept(layer, state);
      }
    }
  }
}
