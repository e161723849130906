package org.attentionzoo.layers.attention;

import org.attentionzoo.layers.check.Arguments;

/** The argument checks of this package. */
final class Checks {

  private Checks() {}

  static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
    Arguments.notTooLarge(name, value);
  }

  static void present(String name, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be given, but is null");
    }
  }

  /** A score that multiplies query and memory elementwise needs them of one size. */
  static void sameSize(String score, long querySize, long memorySize) {
    if (querySize != memorySize) {
      throw new IllegalArgumentException(
          score
              + " needs query and memory of one size, but query size is "
              + querySize
              + " and memory size is "
              + memorySize
              + "; General and Additive compare different sizes");
    }
  }
}
