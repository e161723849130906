package org.attentionzoo.layers.embedding;

import org.attentionzoo.layers.check.Arguments;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sinusoidal positions (Vaswani et al. 2017, §3.5).
 *
 * @param layout null for {@link SinusoidLayout#INTERLEAVED}
 * @param firstPosition t of a sentence's first token
 */
record Sinusoids(SinusoidLayout layout, long firstPosition) {

  Sinusoids {
    layout = layout == null ? SinusoidLayout.INTERLEAVED : layout;
    Arguments.within("first position", firstPosition, 0, Arguments.LARGEST_SIZE);
  }

  /** Of the first tokens, {@code [length, d]}, outside all workspaces. */
  INDArray table(DataType type, int length, int size) {
    double[][] table = new double[length][size];
    for (int t = 0; t < length; t++) {
      for (int k = 0; k < size; k++) {
        table[t][k] = layout.value(firstPosition + t, k, size);
      }
    }
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createFromArray(table).castTo(type);
    }
  }
}
