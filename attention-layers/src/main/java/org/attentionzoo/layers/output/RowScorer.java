package org.attentionzoo.layers.output;

import org.attentionzoo.layers.runtime.memory.ReusableArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Scores hidden states like {@link TokenScorer#logProbabilities}, but shows the result row by row
 * and keeps its memory from call to call. For one thread at a time.
 */
public abstract class RowScorer implements AutoCloseable {

  final ReusableArray memory = new ReusableArray();

  RowScorer() {}

  /**
   * To be called before the first rows of new sentences: parameters that have changed meanwhile
   * count from here on.
   */
  public abstract void begin();

  /**
   * Returns when every row has been read.
   *
   * @param hidden [R, d], any number of rows (sentences, hypotheses)
   * @throws IllegalArgumentException if the shape is not [R, d] with R ≥ 1
   */
  public abstract void score(INDArray hidden, RowReader reader);

  /** Frees its memory; a later call allocates again. */
  @Override
  public void close() {
    memory.close();
  }
}
