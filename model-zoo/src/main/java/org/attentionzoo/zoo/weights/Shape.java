package org.attentionzoo.zoo.weights;

import java.util.Arrays;

/** Sizes that a file states, which may be anything. */
final class Shape {

  /** As many as an array of ND4J may have. */
  private static final int MOST_DIMENSIONS = 32;

  private Shape() {}

  /**
   * The numbers of an array of this shape.
   *
   * @throws IllegalArgumentException if a size is negative, there are too many of them, or their
   *     product is no long
   */
  static long count(long... shape) {
    if (shape.length > MOST_DIMENSIONS) {
      throw new IllegalArgumentException("it has " + shape.length + " dimensions");
    }
    long count = 1;
    boolean empty = false;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("its shape is " + Arrays.toString(shape));
      }
      empty |= size == 0;
      if (size > 0 && count > Long.MAX_VALUE / size) {
        throw new IllegalArgumentException("its shape is " + Arrays.toString(shape));
      }
      count *= Math.max(1, size);
    }
    return empty ? 0 : count;
  }

  /**
   * The bytes of an array.
   *
   * @throws IllegalArgumentException if they are no long
   */
  static long bytes(long[] shape, ElementType type) {
    long count = count(shape);
    if (count > Long.MAX_VALUE / type.width()) {
      throw new IllegalArgumentException("its shape is " + Arrays.toString(shape));
    }
    return count * type.width();
  }
}
