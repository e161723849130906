package org.attentionzoo.layers.recurrent;

import org.attentionzoo.layers.check.Arguments;

/** Shape and range checks of the builders. */
final class Checks {

  private Checks() {}

  static long positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, got " + value);
    }
    return Arguments.notTooLarge(name, value);
  }

  static double dropout(String name, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + rate);
    }
    return rate;
  }

  static <T> T given(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be given");
    }
    return value;
  }
}
