package org.attentionzoo.layers.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One off-heap buffer from which the arrays of a plan are cut. Memory given back after an array's
 * last use serves later arrays, so the buffer holds only what is alive at once.
 *
 * <p>Offsets are planned first fit, also past the current capacity: such arrays get memory of their
 * own for the moment and {@link #overflowed()} tells the frame to grow and plan again.
 */
final class Arena implements AutoCloseable {

  /** Elements; 64 bytes of float, so every array starts on a cache line. */
  private static final long ALIGNMENT = 16;

  private final DataType dataType;
  private final List<INDArray> overflow = new ArrayList<>();
  private INDArray buffer;
  private final TreeMap<Long, Long> free = new TreeMap<>(); // offset → length
  private long end;
  private long high;
  private int generation;
  private boolean closed;

  Arena(DataType dataType) {
    this.dataType = dataType;
  }

  /** Forgets all arrays; memory stays. */
  void begin() {
    requireOpen();
    closeOverflow();
    free.clear();
    end = 0;
    high = 0;
  }

  boolean overflowed() {
    return high > capacity();
  }

  long capacity() {
    return buffer == null ? 0 : buffer.length();
  }

  /** Elements that were alive at once, at most, since {@link #begin()}. */
  long high() {
    return high;
  }

  /**
   * Makes room for what was planned, and for a little more if it was not the first time; all arrays
   * handed out before become invalid. Their memory is freed now: the garbage collector sees only
   * small objects and may wait for long.
   */
  void grow() {
    requireOpen();
    generation++;
    closeOverflow();
    long size = high;
    if (buffer != null) {
      size += high / 4;
      buffer.close();
    }
    buffer = Dense.allocate(dataType, size);
  }

  /** Frees the memory for good. Arrays that were handed out may not be read any more. */
  @Override
  public void close() {
    closed = true;
    free();
  }

  /** Frees the memory now, and the arrays with it; who plans next gets new one. */
  void free() {
    generation++;
    closeOverflow();
    if (buffer != null) {
      buffer.close();
      buffer = null;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the memory of this plan's arrays was freed: it was closed");
    }
  }

  private void closeOverflow() {
    overflow.forEach(INDArray::close);
    overflow.clear();
  }

  /** Another number each time the memory is freed, and the arrays with it. */
  int generation() {
    return generation;
  }

  /** The whole buffer, or null while nothing was planned. */
  INDArray buffer() {
    return buffer;
  }

  long allocate(long elements) {
    long size = aligned(elements);
    for (Map.Entry<Long, Long> hole : free.entrySet()) {
      if (hole.getValue() >= size) {
        long offset = hole.getKey();
        long rest = hole.getValue() - size;
        free.remove(offset);
        if (rest > 0) {
          free.put(offset + size, rest);
        }
        return offset;
      }
    }
    long offset = end;
    end += size;
    high = Math.max(high, end);
    return offset;
  }

  void release(long offset, long elements) {
    long size = aligned(elements);
    Map.Entry<Long, Long> before = free.floorEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      offset = before.getKey();
      size += before.getValue();
    }
    Long after = free.remove(offset + size);
    free.put(offset, after == null ? size : size + after);
  }

  INDArray view(long offset, long[] shape) {
    requireOpen();
    long length = Dense.length(shape);
    if (offset + length > capacity()) {
      INDArray own = Dense.allocate(dataType, shape);
      overflow.add(own);
      return own;
    }
    return Nd4j.create(buffer.data(), shape, Nd4j.getStrides(shape, 'c'), offset, 'c', dataType);
  }

  private static long aligned(long elements) {
    return (Math.max(elements, 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
