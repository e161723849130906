package org.attentionzoo.zoo.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Which pairs make up which batch of an epoch: shuffled, but with pairs of similar length in one
 * batch, so that little of a batch is padding; and with a pool at a time in memory:
 *
 * <pre>
 * shuffle all pairs (Permutation)
 * for each pool of about POOL batches:
 *   sort it by length, cut it into batches, shuffle the batches
 * </pre>
 */
final class BatchPlan {

  /** Batches that are sorted together: more is less padding, fewer is more chance. */
  private static final int POOL = 50;

  /** Pairs that are sorted together at most: some ten megabytes. */
  private static final int LARGEST_POOL = 100_000;

  private final PairSource pairs;
  private final BatchSize size;
  private final long seed;
  private final boolean shuffle;
  private final int pool;

  BatchPlan(PairSource pairs, BatchSize size, long seed, boolean shuffle) {
    this.pairs = pairs;
    this.size = size;
    this.seed = seed;
    this.shuffle = shuffle;
    this.pool = pool(pairs, size);
  }

  /** A whole number of full batches of sentences, so that only an epoch's last batch is short. */
  private static int pool(PairSource pairs, BatchSize size) {
    double tokens =
        Math.max(pairs.sourceTokens(), pairs.targetTokens() + pairs.size()) / (double) pairs.size();
    boolean sentences = size.unit() == BatchSize.Unit.SENTENCES;
    int perBatch = sentences ? size.amount() : (int) Math.max(1, size.amount() / tokens);
    int batches = Math.max(1, Math.min(POOL, LARGEST_POOL / perBatch));
    return (int) Math.min(Integer.MAX_VALUE / 2, (long) batches * perBatch);
  }

  /** One pair of a batch. */
  record Entry(long index, PairSource.Lengths lengths) {}

  /** The batches of an epoch in their order, computed as they are asked for. */
  Iterator<List<Entry>> batches(int epoch) {
    SplittableRandom seeds = seeds(epoch);
    Permutation order = new Permutation(pairs.size(), seeds.nextLong());
    long batchSeed = seeds.nextLong();
    return new Iterator<>() {
      private final Queue<List<Entry>> ready = new ArrayDeque<>();
      private long next;

      @Override
      public boolean hasNext() {
        return !ready.isEmpty() || next < pairs.size();
      }

      @Override
      public List<Entry> next() {
        if (!hasNext()) {
          throw new NoSuchElementException("No batch is left in epoch " + epoch);
        }
        if (ready.isEmpty()) {
          long end = Math.min(next + pool, pairs.size());
          List<Entry> entries = new ArrayList<>((int) (end - next));
          for (long place = next; place < end; place++) {
            long index = shuffle ? order.at(place) : place;
            entries.add(new Entry(index, pairs.lengths(index)));
          }
          ready.addAll(cut(entries, new Random(batchSeed + next)));
          next = end;
        }
        return ready.remove();
      }
    };
  }

  private SplittableRandom seeds(int epoch) {
    return new SplittableRandom(seed * 1_000_003L + epoch);
  }

  /** Another one than those of the order. */
  long variationSeed(int epoch) {
    return seeds(epoch).split().nextLong();
  }

  private List<List<Entry>> cut(List<Entry> pool, Random random) {
    if (shuffle) {
      pool.sort(
          Comparator.<Entry>comparingInt(entry -> entry.lengths().source())
              .thenComparingInt(entry -> entry.lengths().target()));
    }
    List<List<Entry>> batches = new ArrayList<>();
    List<Entry> batch = new ArrayList<>();
    int longest = 0;
    for (Entry entry : pool) {
      int width = BatchSize.width(entry.lengths());
      if (!batch.isEmpty() && !size.holds(batch.size() + 1, Math.max(longest, width))) {
        batches.add(batch);
        batch = new ArrayList<>();
        longest = 0;
      }
      batch.add(entry);
      longest = Math.max(longest, width);
    }
    batches.add(batch);
    if (shuffle) {
      Collections.shuffle(batches, random);
    }
    return batches;
  }

  BatchStatistics statistics(int epoch) {
    long batches = 0;
    long places = 0;
    long tokens = pairs.sourceTokens() + pairs.targetTokens() + pairs.size();
    for (Iterator<List<Entry>> all = batches(epoch); all.hasNext(); batches++) {
      List<Entry> batch = all.next();
      int source = batch.stream().mapToInt(entry -> entry.lengths().source()).max().orElseThrow();
      int target =
          batch.stream().mapToInt(entry -> entry.lengths().target() + 1).max().orElseThrow();
      places += (long) batch.size() * (source + target);
    }
    return new BatchStatistics(
        batches,
        pairs.size(),
        pairs.sourceTokens(),
        pairs.targetTokens() + pairs.size(),
        1 - tokens / (double) places);
  }
}
