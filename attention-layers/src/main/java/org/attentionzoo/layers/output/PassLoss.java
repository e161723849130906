package org.attentionzoo.layers.output;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss that a backward pass found, and of what. It holds for these very arrays, and for these
 * alone.
 *
 * @param input what the pass got from below, which was computed by the parameters of then: one that
 *     changed since belongs to the next pass
 */
record PassLoss(double loss, INDArray input, INDArray labels, INDArray mask, INDArray table) {

  /** Whether the loss is that of these arrays. */
  boolean isOf(INDArray input, INDArray labels, INDArray mask, INDArray table) {
    return input == this.input && labels == this.labels && mask == this.mask && table == this.table;
  }
}
