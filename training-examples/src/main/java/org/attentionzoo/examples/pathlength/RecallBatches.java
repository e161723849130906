package org.attentionzoo.examples.pathlength;

import java.util.NoSuchElementException;
import java.util.Random;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** A number of new batches of a {@link RecallTask}; other ones after each reset. */
final class RecallBatches implements MultiDataSetIterator {

  private static final long serialVersionUID = 1L;

  private final transient RecallTask task;
  private final int batches;
  private final int size;
  private final Random random;
  private int taken;

  RecallBatches(RecallTask task, int batches, int size, long seed) {
    this.task = task;
    this.batches = batches;
    this.size = size;
    this.random = new Random(seed);
  }

  @Override
  public boolean hasNext() {
    return taken < batches;
  }

  @Override
  public MultiDataSet next() {
    return next(size);
  }

  @Override
  public MultiDataSet next(int num) {
    if (!hasNext()) {
      throw new NoSuchElementException("All " + batches + " batches are taken; call reset()");
    }
    taken++;
    return task.batch(num, random);
  }

  @Override
  public void reset() {
    taken = 0;
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    throw new UnsupportedOperationException("Batches of a recall task are not preprocessed");
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return null;
  }
}
