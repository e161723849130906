package org.attentionzoo.layers.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A block of memory outside the Java heap that begins with a line of the cache and grows as it is
 * asked to. For one thread.
 */
final class NativeBlock implements AutoCloseable {
  private static final int LINE = 64;

  /** Blocks that calls have given back, for the next calls of the same thread. */
  private static final ThreadLocal<Deque<NativeBlock>> IDLE =
      ThreadLocal.withInitial(ArrayDeque::new);

  private INDArray memory;

  /** A block for the time of a call; to be {@link #giveBack given back} on the same thread. */
  static NativeBlock take() {
    NativeBlock idle = IDLE.get().pollFirst();
    return idle == null ? new NativeBlock() : idle;
  }

  /** The last one given back is the first to be taken: it is the likeliest to be in a cache. */
  void giveBack() {
    IDLE.get().addFirst(this);
  }

  /**
   * Frees what this thread was given back, at its end: the garbage collector would take its time.
   */
  static void freeIdle() {
    IDLE.get().forEach(NativeBlock::close);
    IDLE.remove();
  }

  /** Whether it holds none. */
  boolean isFree() {
    return memory == null;
  }

  /** Where so many bytes begin. What was there is lost if there were fewer. */
  long address(long bytes) {
    long floats = (bytes + LINE) / Float.BYTES + 1;
    if (memory == null || memory.length() < floats) {
      close();
      try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        memory = Nd4j.createUninitialized(DataType.FLOAT, floats);
      }
    }
    long address = NativeMemory.floats(memory).address();
    return (address + LINE - 1) / LINE * LINE;
  }

  /** Frees the memory; whoever asks again gets new one. */
  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
