package org.attentionzoo.layers.runtime.decoding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What all hypotheses of a sentence read and none changes, such as the keys of its source: kept
 * once a sentence, where the start has left it. Hypotheses come and go without a copy.
 */
final class Memories implements AutoCloseable {

  private final Map<String, INDArray> memories = new LinkedHashMap<>(); // [N₀·S, size]
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

  /** Takes {@code [N₀, S, size]}, which stay where they are. */
  void put(String name, INDArray memory) {
    long[] shape = memory.shape();
    length = (int) shape[1];
    memories.put(name, Dense.reshape(memory, shape[0] * shape[1], shape[2]));
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
    numbers.close();
  }
}
