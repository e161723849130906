package org.attentionzoo.examples.spark;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A whole batch that DL4J takes for one example. Its Spark side cuts and merges batches until each
 * has the same number of examples, and ours differ: in sentences where they are measured in tokens,
 * and in length, so that they cannot be merged.
 */
final class Ticket extends MultiDataSet {

  private static final long serialVersionUID = 1L;

  private final org.nd4j.linalg.dataset.api.MultiDataSet batch;

  Ticket(org.nd4j.linalg.dataset.api.MultiDataSet batch) {
    super(new INDArray[] {Nd4j.zeros(1, 1)}, new INDArray[] {Nd4j.zeros(1, 1)});
    this.batch = batch;
  }

  org.nd4j.linalg.dataset.api.MultiDataSet batch() {
    return batch;
  }
}
