package org.attentionzoo.layers.runtime.decoding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.attentionzoo.layers.runtime.memory.Slices;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What grows by one row a step, such as keys, {@code [N, C, size]}, with a mask {@code [N, C]} that
 * says how much of the capacity C is filled. C doubles, so that few shapes ever occur.
 */
final class Histories implements AutoCloseable {

  private static final int FIRST_CAPACITY = 32;

  private final DataType type;
  private final Map<String, Long> sizes;
  private final Map<String, CachedRows> histories = new LinkedHashMap<>();
  private INDArray maskMemory;
  private INDArray mask; // [N, C], cut from it
  private int capacity = FIRST_CAPACITY; // C

  Histories(DataType type, Map<String, Long> sizes) {
    this.type = type;
    this.sizes = sizes;
    sizes.keySet().forEach(name -> histories.put(name, new CachedRows(type)));
  }

  boolean isEmpty() {
    return histories.isEmpty();
  }

  boolean has(String name) {
    return histories.containsKey(name);
  }

  INDArray mask() {
    return mask;
  }

  void forEach(BiConsumer<String, INDArray> body) {
    histories.forEach((name, history) -> body.accept(name, history.array()));
  }

  /** Starts with so many rows, and no position. */
  void begin(int rows) {
    histories.forEach((name, history) -> history.begin(rows, capacity, sizes.get(name)));
    renewMask(rows, 0);
  }

  /** Makes room for this position. */
  void makeRoom(int position) {
    if (isEmpty() || position < capacity) {
      return;
    }
    capacity *= 2;
    histories.replaceAll((name, history) -> larger(history, position));
    renewMask(rows(), position);
  }

  private CachedRows larger(CachedRows history, int positions) {
    INDArray old = history.array();
    CachedRows larger = new CachedRows(type);
    larger.begin(old.shape()[0], capacity, old.shape()[2]);
    for (int t = 0; t < positions; t++) {
      INDArray row = Dense.allocate(type, old.shape()[0], old.shape()[2]);
      Slices.readStep(old, 0, t, row);
      Slices.writeStep(row, larger.array(), 0, t);
      row.close();
    }
    history.close();
    return larger;
  }

  private int rows() {
    return (int) histories.values().iterator().next().array().shape()[0];
  }

  /** Keeps a row {@code [N, 1, size]} of this position. */
  void write(String name, INDArray row, int position) {
    Slices.writeStep(row, histories.get(name).array(), 0, position);
  }

  /** Says that all rows of this position were written. */
  void mark(int position) {
    if (isEmpty()) {
      return;
    }
    for (long n = 0; n < mask.shape()[0]; n++) {
      mask.data().put(n * capacity + position, 1.0);
    }
  }

  /** Row i becomes the old row {@code rows[i]}, of which so many positions are there. */
  void select(int[] rows, int positions) {
    if (isEmpty()) {
      return;
    }
    boolean sameCount = rows.length == rows();
    histories.forEach((name, history) -> history.select(rows, sizes.get(name) * positions));
    if (!sameCount) {
      renewMask(rows.length, positions);
    }
  }

  /** Positions 0 … positions - 1 are there for every row, so fewer rows are a part of more. */
  private void renewMask(int rows, int positions) {
    if (isEmpty()) {
      return;
    }
    long[] shape = {rows, capacity};
    if (positions > 0 && mask.length() >= Dense.length(shape)) {
      mask = Dense.reshape(mask, shape);
    } else {
      freeMask();
      maskMemory = Dense.allocate(type, shape);
      mask = maskMemory;
      Dense.clear(mask);
      for (int t = 0; t < positions; t++) {
        mark(t);
      }
    }
  }

  private void freeMask() {
    if (maskMemory != null) {
      maskMemory.close();
    }
    maskMemory = null;
    mask = null;
  }

  @Override
  public void close() {
    histories.values().forEach(CachedRows::close);
    freeMask();
  }
}
