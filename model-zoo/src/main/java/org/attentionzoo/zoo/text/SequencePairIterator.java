package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Batches of {@link SequencePair}s for {@code ComputationGraph.fit}; see {@link SequenceBatch} for
 * the arrays.
 *
 * <p>Each epoch has its own order, which depends on the seed and the epoch number only. Sequences
 * of similar length share a batch. The last, short batch of an epoch is kept. {@link #reset()} goes
 * to the next epoch, unless nothing was taken from the present one.
 */
public final class SequencePairIterator extends BatchIterator {

  private static final long serialVersionUID = 1L;

  private final List<SequencePair> pairs;
  private final BucketedOrder order;
  private final int batchSize;
  private final boolean reverseSource;

  private int[] indices;
  private int epoch;
  private int position;

  private SequencePairIterator(Builder builder) {
    pairs = List.copyOf(builder.pairs);
    batchSize = builder.batchSize;
    reverseSource = builder.reverseSource;
    order = new BucketedOrder(pairs, batchSize, builder.seed, builder.shuffle);
    seek(builder.epoch, 0);
  }

  /**
   * @throws IllegalArgumentException if there are no pairs
   */
  public static Builder builder(List<SequencePair> pairs) {
    Arguments.allGiven("pairs", pairs);
    return new Builder(pairs);
  }

  /** The epoch the next batch belongs to, counted from 0. */
  public int epoch() {
    return epoch;
  }

  /** How many examples of this epoch have been taken. */
  public int position() {
    return position;
  }

  /** Number of examples in an epoch. */
  public int size() {
    return pairs.size();
  }

  /** Number of batches in an epoch. */
  public int batches() {
    return (pairs.size() + batchSize - 1) / batchSize;
  }

  /** Number of target tokens in an epoch, end tokens included: what the loss is a mean over. */
  public long targetTokens() {
    return pairs.stream().mapToLong(pair -> pair.target().length + 1).sum();
  }

  /**
   * Goes to any place, such as the one where an interrupted training stopped.
   *
   * @param epoch as in {@link #epoch()}
   * @param position as in {@link #position()}
   */
  public void seek(int epoch, int position) {
    if (epoch < 0) {
      throw new IllegalArgumentException("Epoch must not be negative, got " + epoch);
    }
    if (position < 0 || position > pairs.size()) {
      throw new IllegalArgumentException(
          "Position " + position + " is outside the " + pairs.size() + " examples of an epoch");
    }
    this.epoch = epoch;
    this.position = position;
    this.indices = order.epoch(epoch);
  }

  @Override
  public boolean hasNext() {
    return position < pairs.size();
  }

  @Override
  public MultiDataSet next() {
    return take(batchSize - position % batchSize);
  }

  @Override
  public MultiDataSet next(int num) {
    if (num < 1) {
      throw new IllegalArgumentException("Number of examples must be at least 1, got " + num);
    }
    return take(num);
  }

  private MultiDataSet take(int count) {
    if (!hasNext()) {
      throw new NoSuchElementException("No batch is left in epoch " + epoch + "; call reset()");
    }
    int end = Math.min(position + count, pairs.size());
    List<SequencePair> batch = new ArrayList<>(end - position);
    while (position < end) {
      batch.add(pairs.get(indices[position++]));
    }
    return preProcessed(SequenceBatch.of(batch, reverseSource));
  }

  @Override
  public void reset() {
    if (position > 0) {
      seek(epoch + 1, 0);
    }
  }

  /** Options; the defaults are batches of 64, shuffled with seed 0, from epoch 0. */
  public static final class Builder {
    private final List<SequencePair> pairs;
    private int batchSize = 64;
    private long seed;
    private int epoch;
    private boolean shuffle = true;
    private boolean reverseSource;

    private Builder(List<SequencePair> pairs) {
      if (pairs.isEmpty()) {
        throw new IllegalArgumentException("An iterator needs at least one pair, got none");
      }
      this.pairs = pairs;
    }

    /** Examples in a batch, at least 1. */
    public Builder batchSize(int batchSize) {
      if (batchSize < 1) {
        throw new IllegalArgumentException("Batch size must be at least 1, got " + batchSize);
      }
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

    /** The epoch to start with. */
    public Builder epoch(int epoch) {
      this.epoch = epoch;
      return this;
    }

    /** Whether to feed sources backwards, see {@link SequenceBatch#of}. */
    public Builder reverseSource(boolean reverseSource) {
      this.reverseSource = reverseSource;
      return this;
    }

    /** The iterator, at the start of its first epoch. */
    public SequencePairIterator build() {
      return new SequencePairIterator(this);
    }
  }
}
