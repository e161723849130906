package org.attentionzoo.layers.transformer;

import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** Checks of sizes and rates, each with an error that names the value. */
final class Sizes {

  private Sizes() {}

  static void checkPositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, got " + value);
    }
    Arguments.notTooLarge(what, value);
  }

  static void checkRate(String what, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(what + " must be in [0, 1), got " + rate);
    }
  }

  static void checkEpsilon(double epsilon) {
    if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException("epsilon must be positive, got " + epsilon);
    }
  }

  static void checkHeads(long size, long heads) {
    checkPositive("model size", size);
    checkPositive("number of heads", heads);
    if (size % heads != 0) {
      throw new IllegalArgumentException(
          "model size " + size + " is not divisible by " + heads + " heads");
    }
  }

  /** The type of a sequence that keeps its size, or an error that names both sizes. */
  static InputType sameType(Object owner, long size, InputType type) {
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
