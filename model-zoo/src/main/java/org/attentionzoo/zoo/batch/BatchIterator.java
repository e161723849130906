package org.attentionzoo.zoo.batch;

import java.io.Closeable;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.batch.BatchPlan.Entry;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Batches of {@link SequencePair}s for {@code ComputationGraph.fit}; see {@link SequenceBatch} for
 * the arrays.
 *
 * <p>Each epoch has its own order, which depends on the seed and the epoch number only; pairs of
 * similar length share a batch. {@link #reset()} goes to the next epoch, unless nothing was taken
 * from the present one. Batches may be prepared ahead on another thread; {@link #position()} knows
 * only those that were taken. Memory does not grow with a corpus in a file.
 */
public final class BatchIterator implements MultiDataSetIterator, Closeable {

  private static final long serialVersionUID = 1L;

  private final transient PairSource pairs;
  private final transient BatchPlan plan;
  private final transient PairVariation variation;
  private final int prefetch;

  private transient Iterator<MultiDataSet> batches;
  private transient BatchPosition position;
  private transient MultiDataSetPreProcessor preProcessor;

  private BatchIterator(Builder builder) {
    pairs = builder.pairs;
    variation = builder.variation;
    prefetch = builder.prefetch;
    plan = new BatchPlan(pairs, builder.batchSize, builder.seed, builder.shuffle);
    seek(builder.start);
  }

  /**
   * Options for batches of pairs in memory.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Builder builder(List<SequencePair> pairs) {
    return new Builder(PairSource.of(pairs)).prefetch(0);
  }

  /**
   * Options for batches of a corpus, which stays open for as long as the iterator is used; two
   * batches are prepared ahead.
   */
  public static Builder builder(PairSource pairs) {
    Arguments.given("pairs", pairs);
    return new Builder(pairs);
  }

  /** The place of the next batch. */
  public BatchPosition position() {
    return position;
  }

  /**
   * Goes to any place, such as the one where an interrupted training stopped.
   *
   * @throws IllegalArgumentException if the epoch has fewer batches
   */
  public void seek(BatchPosition to) {
    Arguments.given("to", to);
    close();
    Iterator<List<Entry>> planned = plan.batches(to.epoch());
    for (long skipped = 0; skipped < to.batch(); skipped++) {
      if (!planned.hasNext()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Epoch %d has %d batches, there is no place after %d",
                to.epoch(),
                skipped,
                to.batch()));
      }
      planned.next();
    }
    position = to;
    Iterator<MultiDataSet> made = new BatchMaker(planned, plan.variationSeed(to.epoch()));
    batches = prefetch == 0 ? made : new Prefetch<>(made, prefetch);
  }

  /** Sizes of an epoch; reads the lengths of all pairs, which takes seconds for millions. */
  public BatchStatistics statistics(int epoch) {
    return plan.statistics(epoch);
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public MultiDataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "No batch is left in epoch " + position.epoch() + "; call reset()");
    }
    MultiDataSet batch = batches.next();
    position = new BatchPosition(position.epoch(), position.batch() + 1);
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  /** Not supported: batches are planned for a whole epoch. */
  @Override
  public MultiDataSet next(int num) {
    throw new UnsupportedOperationException(
        "Batches are planned ahead; choose their size in the builder, not " + num);
  }

  @Override
  public void reset() {
    if (position.batch() > 0) {
      seek(new BatchPosition(position.epoch() + 1, 0));
    }
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** False: batches that DL4J's queue had taken ahead would make the position wrong. */
  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  /** Ends the thread; a corpus stays open. {@link #seek} and {@link #reset} start again. */
  @Override
  public void close() {
    if (batches instanceof Prefetch<MultiDataSet> running) {
      running.close();
    }
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(
        "A BatchIterator may read a file; store its position() instead");
  }

  /** Makes the arrays of planned batches. */
  private final class BatchMaker implements Iterator<MultiDataSet> {
    private final Iterator<List<Entry>> planned;
    private final long seed;

    BatchMaker(Iterator<List<Entry>> planned, long seed) {
      this.planned = planned;
      this.seed = seed;
    }

    @Override
    public boolean hasNext() {
      return planned.hasNext();
    }

    @Override
    public MultiDataSet next() {
      List<SequencePair> batch = planned.next().stream().map(entry -> pair(entry.index())).toList();
      return SequenceBatch.of(batch);
    }

    /** Chance depends on the pair and not on those before it: an epoch may begin anywhere. */
    private SequencePair pair(long index) {
      return variation.vary(pairs.pair(index), new SplittableRandom(seed + index));
    }
  }

  /** Options; the defaults are batches of 64 pairs, shuffled with seed 0, from the start. */
  public static final class Builder {
    /** Batches lie in memory: more would only take it. */
    private static final int MOST_PREFETCHED = 1024;

    private final PairSource pairs;
    private BatchSize batchSize = BatchSize.sentences(64);
    private long seed;
    private boolean shuffle = true;
    private PairVariation variation = PairVariation.NONE;
    private int prefetch = 2;
    private BatchPosition start = BatchPosition.START;

    private Builder(PairSource pairs) {
      this.pairs = pairs;
    }

    /** Pairs in a batch, at least 1. */
    public Builder batchSize(int pairs) {
      return batchSize(BatchSize.sentences(pairs));
    }

    /** When a batch is full. */
    public Builder batchSize(BatchSize batchSize) {
      Arguments.given("batchSize", batchSize);
      this.batchSize = batchSize;
      return this;
    }

    /** Shuffle in the order this seed gives. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** Whether to shuffle (the default) or to keep the given order, without bucketing. */
    public Builder shuffle(boolean shuffle) {
      this.shuffle = shuffle;
      return this;
    }

    /**
     * What to make of each pair before it gets into a batch; by default, nothing. What is made
     * depends on seed, epoch and pair only. Batches are planned by the lengths in the corpus, and a
     * {@link BatchSize} in tokens counts those.
     */
    public Builder variation(PairVariation variation) {
      Arguments.given("variation", variation);
      this.variation = variation;
      return this;
    }

    /** Batches prepared ahead on another thread; 0 prepares each when it is asked for. */
    public Builder prefetch(int prefetch) {
      if (prefetch < 0) {
        throw new IllegalArgumentException("prefetch must not be negative, got " + prefetch);
      }
      Arguments.within("prefetch", prefetch, 0, MOST_PREFETCHED);
      this.prefetch = prefetch;
      return this;
    }

    /** Where to begin. */
    public Builder start(BatchPosition start) {
      Arguments.given("start", start);
      this.start = start;
      return this;
    }

    /**
     * The iterator.
     *
     * @throws IllegalArgumentException if it is to begin after the end of an epoch
     */
    public BatchIterator build() {
      return new BatchIterator(this);
    }
  }
}
