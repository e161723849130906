package org.attentionzoo.layers.kernel;

import org.attentionzoo.layers.check.Arguments;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory outside the Java heap for the time of one kernel call: one buffer a calling thread, shared
 * by all its kernels, as large as the largest of them asked for.
 */
public final class Scratch {
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private INDArray buffer;

  Scratch() {}

  /**
   * {@code [rows, columns]} of undefined content, valid until the next call from the same thread. A
   * kernel asks once a call, and hands parts to its own threads.
   */
  public static Matrix matrix(int rows, int columns) {
    return OF_THREAD.get().take(rows, columns);
  }

  Matrix take(int rows, int columns) {
    Arguments.within("rows", rows, 0, Integer.MAX_VALUE);
    Arguments.within("columns", columns, 0, Integer.MAX_VALUE);
    Arguments.within("elements of scratch memory", (long) rows * columns, 0, Matrix.LONGEST);
    long length = Math.max(1, (long) rows * columns);
    if (buffer == null || buffer.length() < length) {
      try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        if (buffer != null) {
          buffer.close();
        }
        buffer = Nd4j.createUninitialized(DataType.FLOAT, length);
      }
    }
    return Matrix.row(buffer).reshaped(0, rows, columns);
  }

  /** Frees the memory; whoever asks again gets new one. */
  void close() {
    if (buffer != null) {
      buffer.close();
      buffer = null;
    }
  }
}
