package org.attentionzoo.layers.runtime.memory;

import java.util.Arrays;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A large array kept from call to call instead of allocated anew: grows to the largest size asked
 * for and hands out views of it. Lives outside all workspaces. Not for two threads at once.
 */
public final class ReusableArray implements AutoCloseable {
  private INDArray buffer;
  private INDArray view;

  /**
   * A 'c' ordered array of this shape with undefined content, overwritten by the next call. Freed
   * by {@link #close()} or the garbage collector.
   */
  public INDArray of(DataType type, long... shape) {
    Arguments.given("type", type);
    Arguments.given("shape", shape);
    if (view != null && view.dataType() == type && Arrays.equals(view.shape(), shape)) {
      return view;
    }
    for (long size : shape) {
      Arguments.within("size", size, 0, Long.MAX_VALUE);
    }
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    long memory = Pointer.maxPhysicalBytes(); // 0 for no limit
    Arguments.within("elements", length, 0, memory > 0 ? memory / type.width() : Long.MAX_VALUE);
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      if (buffer == null || buffer.dataType() != type || buffer.length() < length) {
        close();
        buffer = Nd4j.createUninitialized(type, length);
      }
      INDArray slice =
          length == buffer.length() ? buffer : buffer.get(NDArrayIndex.interval(0, length));
      view = slice.reshape('c', shape);
    }
    return view;
  }

  /** Frees the memory now; the next call allocates again. */
  @Override
  public void close() {
    if (buffer != null && buffer.closeable()) {
      buffer.close();
    }
    buffer = null;
    view = null;
  }
}
