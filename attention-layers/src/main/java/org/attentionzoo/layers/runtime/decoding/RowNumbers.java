package org.attentionzoo.layers.runtime.decoding;

import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.attentionzoo.layers.runtime.memory.ReusableArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Row numbers {@code [R, columns]} as a step reads them; the memory is used again. */
final class RowNumbers implements AutoCloseable {

  private final ReusableArray memory = new ReusableArray();

  /** An array of these numbers, valid until the next call. */
  INDArray of(int[] numbers, int columns) {
    INDArray array = memory.of(DataType.INT32, numbers.length / columns, columns);
    if (Kernels.nativeCpu()) {
      NativeMemory.write(array, numbers);
    } else {
      array.data().setData(numbers);
    }
    return array;
  }

  @Override
  public void close() {
    memory.close();
  }
}
