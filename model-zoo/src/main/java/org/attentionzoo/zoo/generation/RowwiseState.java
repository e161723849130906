package org.attentionzoo.zoo.generation;

/**
 * A state that shows its scores row by row, so that no array of all of them has to be made, checked
 * and searched.
 */
interface RowwiseState extends DecoderState {

  /** As {@link #step(int[])}; returns when the reader has seen every row. */
  void step(int[] tokens, ScoreReader reader);
}
