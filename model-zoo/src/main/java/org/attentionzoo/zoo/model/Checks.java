package org.attentionzoo.zoo.model;

import org.attentionzoo.layers.check.Arguments;

/** Checks of builder options; the messages name option and value. */
final class Checks {

  private Checks() {}

  static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
    Arguments.notTooLarge(name, value);
  }

  static void layers(String name, int value) {
    positive(name, Arguments.notTooMany(name, value));
  }

  static void rate(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }

  static <T> T given(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be given, got null");
    }
    return value;
  }
}
