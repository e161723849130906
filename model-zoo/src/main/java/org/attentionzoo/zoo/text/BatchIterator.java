package org.attentionzoo.zoo.text;

import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Batches for {@code ComputationGraph.fit} from a place that is known and can be gone to. */
public abstract class BatchIterator implements MultiDataSetIterator {

  private static final long serialVersionUID = 1L;

  private MultiDataSetPreProcessor preProcessor;

  /** The batch, after the pre-processor if there is one. */
  protected final MultiDataSet preProcessed(MultiDataSet batch) {
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  @Override
  public final boolean resetSupported() {
    return true;
  }

  /** False: batches that DL4J's queue had taken ahead would make the place wrong. */
  @Override
  public final boolean asyncSupported() {
    return false;
  }

  @Override
  public final void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public final MultiDataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }
}
