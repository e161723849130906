package org.attentionzoo.layers.embedding;

import org.deeplearning4j.nn.conf.inputs.InputType;

/** DL4J's static types of embeddings. */
final class EmbeddingTypes {

  private EmbeddingTypes() {}

  /** A sequence of vectors, of the ids' length where that is known. */
  static InputType sequence(long size, InputType ids) {
    if (ids instanceof InputType.InputTypeRecurrent r && r.getTimeSeriesLength() > 0) {
      return InputType.recurrent(size, r.getTimeSeriesLength());
    }
    return InputType.recurrent(size);
  }
}
