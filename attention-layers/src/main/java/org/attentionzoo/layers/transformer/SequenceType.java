package org.attentionzoo.layers.transformer;

import org.deeplearning4j.nn.conf.inputs.InputType;

/** DL4J's type of a sequence. */
final class SequenceType {

  private SequenceType() {}

  /** The type of a sequence that keeps its size, or an error that names both sizes. */
  static InputType same(Object owner, long size, InputType type) {
    if (type instanceof InputType.InputTypeRecurrent r && r.getSize() == size) {
      return type;
    }
    throw new IllegalArgumentException(
        owner.getClass().getSimpleName()
            + " expects a sequence of size "
            + size
            + ", its input is "
            + type);
  }
}
