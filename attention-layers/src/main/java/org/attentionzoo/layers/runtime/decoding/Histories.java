package org.attentionzoo.layers.runtime.decoding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What grows by one row a step, such as keys. Position c of all rows lies together: row r of that
 * step wrote place {@code c·P + r} of {@code [C·P, size]}, where it stays. A table {@code [R, C]}
 * says where each row of now finds its positions, so hypotheses are dropped, repeated and reordered
 * by numbers alone. A mask {@code [R, C]} says how much of the capacity C is filled. C doubles and
 * P is the most rows so far, so that few shapes ever occur.
 */
final class Histories implements AutoCloseable {

  private static final int FIRST_CAPACITY = 32;

  private final DataType type;
  private final Map<String, Long> sizes;
  private final Map<String, INDArray> memories = new LinkedHashMap<>();
  private final RowNumbers numbers = new RowNumbers();
  private int capacity = FIRST_CAPACITY; // C
  private int places; // P
  private int rows; // R
  private int[] table; // [R, C]
  private INDArray maskMemory;
  private INDArray mask; // [R, C], cut from it

  Histories(DataType type, Map<String, Long> sizes) {
    this.type = type;
    this.sizes = sizes;
  }

  boolean isEmpty() {
    return sizes.isEmpty();
  }

  boolean has(String name) {
    return sizes.containsKey(name);
  }

  INDArray mask() {
    return mask;
  }

  /** The table as it is now. */
  INDArray rows() {
    return numbers.of(table, capacity);
  }

  void forEach(BiConsumer<String, INDArray> body) {
    memories.forEach(body);
  }

  /** Starts with so many rows, and no position. */
  void begin(int count) {
    if (isEmpty()) {
      return;
    }
    rows = count;
    table = new int[rows * capacity];
    if (count > places) {
      move(capacity, count, 0);
    }
    // the table points to place 0 where nothing is: whatever the last sentences left there
    memories.forEach((name, memory) -> Dense.clear(Dense.reshape(memory, sizes.get(name))));
    renewMask(0);
  }

  /** Makes room for this position. */
  void makeRoom(int position) {
    if (isEmpty() || position < capacity) {
      return;
    }
    int[] old = table;
    int before = capacity;
    move(2 * capacity, places, position);
    table = new int[rows * capacity];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(old, r * before, table, r * capacity, position);
    }
    renewMask(position);
  }

  /** Other sizes of the memory, with what was written for so many positions. */
  private void move(int newCapacity, int newPlaces, int positions) {
    for (Map.Entry<String, Long> history : sizes.entrySet()) {
      long size = history.getValue();
      INDArray old = memories.get(history.getKey());
      INDArray larger = Dense.allocate(type, (long) newCapacity * newPlaces, size);
      for (long c = 0; c < positions; c++) {
        Dense.copy(old, c * places * size, larger, c * newPlaces * size, places * size);
      }
      if (old != null) {
        old.close();
      }
      memories.put(history.getKey(), larger);
    }
    capacity = newCapacity;
    places = newPlaces;
  }

  /** Keeps a row {@code [R, 1, size]} of this position. */
  void write(String name, INDArray row, int position) {
    long start = (long) position * places * sizes.get(name);
    Dense.copy(row, 0, memories.get(name), start, row.length());
  }

  /** Says that all rows of this position were written. */
  void mark(int position) {
    if (isEmpty()) {
      return;
    }
    for (int r = 0; r < rows; r++) {
      table[r * capacity + position] = position * places + r;
    }
    fill(position);
  }

  private void fill(int position) {
    for (long r = 0; r < rows; r++) {
      mask.data().put(r * capacity + position, 1.0);
    }
  }

  /** Row i becomes the old row {@code chosen[i]}, of which so many positions are there. */
  void select(int[] chosen, int positions) {
    if (isEmpty()) {
      return;
    }
    if (chosen.length > places) {
      int before = places;
      move(capacity, chosen.length, positions);
      for (int i = 0; i < table.length; i++) {
        table[i] = table[i] / before * places + table[i] % before;
      }
    }
    int[] old = table;
    table = new int[chosen.length * capacity];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(old, chosen[i] * capacity, table, i * capacity, positions);
    }
    if (chosen.length != rows) {
      rows = chosen.length;
      renewMask(positions);
    }
  }

  /** Positions 0 … positions - 1 are there for every row, so fewer rows are a part of more. */
  private void renewMask(int positions) {
    long[] shape = {rows, capacity};
    if (positions > 0 && mask.length() >= Dense.length(shape)) {
      mask = Dense.reshape(mask, shape);
    } else {
      freeMask();
      maskMemory = Dense.allocate(type, shape);
      mask = maskMemory;
      Dense.clear(mask);
      for (int t = 0; t < positions; t++) {
        fill(t);
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
    memories.values().forEach(INDArray::close);
    memories.clear();
    places = 0;
    numbers.close();
    freeMask();
  }
}
