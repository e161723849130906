package org.attentionzoo.zoo.weights;

import java.util.Arrays;

/**
 * A PyTorch tensor: some numbers of a storage, at an offset, with strides. Several tensors may have
 * one storage.
 *
 * @param storage name of the storage's entry in the zip
 * @param size numbers of the storage
 * @param offset of the first number
 * @param strides numbers between neighbours, for each dimension
 */
record StoredTensor(
    String storage, ElementType type, long size, long offset, long[] shape, long[] strides) {

  /** A number may be repeated by strides of 0; that makes no file large. */
  private static final long MOST_REPEATED = 1 << 20;

  /**
   * @throws IllegalArgumentException if a number would lie outside the storage, or far more numbers
   *     are asked for than it has
   */
  StoredTensor {
    long count = Shape.count(shape);
    if (strides.length != shape.length) {
      throw new IllegalArgumentException(
          "it has sizes " + Arrays.toString(shape) + " and strides " + Arrays.toString(strides));
    }
    if (count > Math.max(size, MOST_REPEATED)) {
      throw new IllegalArgumentException(
          "its shape is " + Arrays.toString(shape) + ", but its storage has " + size + " numbers");
    }
    if (count > 0 && !inside(size, offset, shape, strides)) {
      throw new IllegalArgumentException(
          "offset "
              + offset
              + ", shape "
              + Arrays.toString(shape)
              + " and strides "
              + Arrays.toString(strides)
              + " go beyond its storage of "
              + size
              + " numbers");
    }
  }

  private static boolean inside(long size, long offset, long[] shape, long[] strides) {
    if (offset < 0 || offset >= size) {
      return false;
    }
    long last = offset;
    for (int i = 0; i < shape.length; i++) {
      if (strides[i] < 0 || (shape[i] > 1 && strides[i] > (size - 1 - last) / (shape[i] - 1))) {
        return false;
      }
      last += strides[i] * (shape[i] - 1);
    }
    return true;
  }

  /** Whether its numbers follow each other in c order. */
  boolean isDense() {
    long expected = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= shape[i];
    }
    return true;
  }
}
