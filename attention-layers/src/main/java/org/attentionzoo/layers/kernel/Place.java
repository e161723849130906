package org.attentionzoo.layers.kernel;

import org.bytedeco.javacpp.FloatPointer;

/** Where a matrix lies, by which it is known again. */
record Place(long address, int rows, int columns, int stride) {

  static Place of(Matrix matrix) {
    try (FloatPointer start = matrix.pointer()) {
      return new Place(start.address(), matrix.rows(), matrix.columns(), matrix.stride());
    }
  }
}
