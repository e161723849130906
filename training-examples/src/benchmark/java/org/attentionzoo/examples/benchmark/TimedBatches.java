package org.attentionzoo.examples.benchmark;

import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches for as long as there is time, in whole rounds of a batch for each worker. The clock runs
 * from the end of the first round, in which workers copy the network, to that of the last one.
 */
final class TimedBatches implements MultiDataSetIterator {
  private final transient RandomTokens tokens;
  private final transient LongSupplier clock;
  private final int pairs;
  private final int length;
  private final int workers;
  private final long nanos;
  private long begun;
  private long ended;
  private int rounds;
  private int left; // of the present round
  private boolean over;

  /**
   * @param pairs of a batch
   * @param length of sources and targets
   * @param workers batches of a round
   * @param seconds after which no more round begins; two rounds there are at least
   */
  TimedBatches(RandomTokens tokens, int pairs, int length, int workers, double seconds) {
    this(tokens, pairs, length, workers, seconds, System::nanoTime);
  }

  /** With another clock, of nanoseconds. */
  TimedBatches(
      RandomTokens tokens, int pairs, int length, int workers, double seconds, LongSupplier clock) {
    this.tokens = tokens;
    this.clock = clock;
    this.pairs = pairs;
    this.length = length;
    this.workers = workers;
    this.nanos = (long) (seconds * 1e9);
  }

  /** Whoever asks between two rounds has computed the first one. */
  @Override
  public boolean hasNext() {
    if (left == 0 && !over) {
      long now = clock.getAsLong();
      begun = rounds == 1 ? now : begun;
      if (rounds < 2 || now - begun < nanos) {
        rounds++;
        left = workers;
      } else {
        over = true;
        ended = now;
      }
    }
    return left > 0;
  }

  @Override
  public MultiDataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there is no time for more");
    }
    left--;
    MultiDataSet batch = tokens.trainingBatch(pairs, length);
    batch.setLabelsMaskArray(new INDArray[] {Nd4j.ones(pairs, length)}); // what batches weigh
    return batch;
  }

  @Override
  public MultiDataSet next(int count) {
    return next();
  }

  /** Target tokens a second. */
  double tokensPerSecond() {
    return (rounds - 1.0) * workers * pairs * length / ((ended - begun) * 1e-9);
  }

  @Override
  public boolean resetSupported() {
    return false;
  }

  @Override
  public boolean asyncSupported() {
    return false; // making a batch takes no time
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("time does not run twice");
  }

  @Override
  public void setPreProcessor(MultiDataSetPreProcessor processor) {
    throw new UnsupportedOperationException("nothing to process");
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return null;
  }
}
