package org.attentionzoo.layers.runtime.decoding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.attentionzoo.layers.runtime.memory.ReusableArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What all hypotheses of a sentence read and none changes, such as the keys of its source: kept
 * once a sentence, where the start has left it. Hypotheses and sentences come and go without a
 * copy.
 */
final class Memories implements AutoCloseable {

  private final Map<String, INDArray> memories = new LinkedHashMap<>(); // [N₀·S, size]
  private final Map<String, ReusableArray> copies = new LinkedHashMap<>();
  private final RowNumbers numbers = new RowNumbers();
  private int length; // S
  private INDArray rows; // [R, S]

  boolean isEmpty() {
    return memories.isEmpty();
  }

  /** Starts without any. */
  void begin() {
    memories.clear();
  }

  /**
   * Takes {@code [N₀, S, size]}.
   *
   * @param lasting whether it stays where it is until the next {@link #begin}
   */
  void put(String name, INDArray memory, boolean lasting) {
    long[] shape = memory.shape();
    length = (int) shape[1];
    INDArray kept = lasting ? memory : copied(name, memory);
    memories.put(name, Dense.reshape(kept, shape[0] * shape[1], shape[2]));
  }

  private INDArray copied(String name, INDArray memory) {
    INDArray copy =
        copies
            .computeIfAbsent(name, unknown -> new ReusableArray())
            .of(memory.dataType(), memory.shape());
    Dense.copy(memory, copy);
    return copy;
  }

  /**
   * @param sentences the one that each row belongs to [R]
   */
  void select(int[] sentences) {
    if (isEmpty()) {
      return;
    }
    int[] table = new int[sentences.length * length];
    for (int i = 0; i < table.length; i++) {
      table[i] = sentences[i / length] * length + i % length;
    }
    rows = numbers.of(table, length);
  }

  void forEach(BiConsumer<String, INDArray> body) {
    memories.forEach(body);
  }

  /** Which row of a memory is a position of the row's sentence, {@code [R, S]}. */
  INDArray rows() {
    return rows;
  }

  @Override
  public void close() {
    memories.clear();
    copies.values().forEach(ReusableArray::close);
    numbers.close();
  }
}
