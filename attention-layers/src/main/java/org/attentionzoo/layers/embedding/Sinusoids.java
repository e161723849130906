package org.attentionzoo.layers.embedding;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sinusoidal positions, Vaswani et al. 2017, §3.5:
 *
 * <pre>
 * PE(t, 2i)   = sin(t / 10000^(2i/d))
 * PE(t, 2i+1) = cos(t / 10000^(2i/d))
 * </pre>
 */
final class Sinusoids {

  private static final double LONGEST_WAVE = 10000;

  private Sinusoids() {}

  /** The first positions, {@code [length, d]}, outside all workspaces. */
  static INDArray table(DataType type, int length, int size) {
    double[][] table = new double[length][size];
    for (int t = 0; t < length; t++) {
      for (int k = 0; k < size; k++) {
        double angle = t / Math.pow(LONGEST_WAVE, (double) (k - k % 2) / size);
        table[t][k] = k % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
      }
    }
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createFromArray(table).castTo(type);
    }
  }
}
