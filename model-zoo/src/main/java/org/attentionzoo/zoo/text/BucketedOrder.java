package org.attentionzoo.zoo.text;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The order of the examples in each epoch: shuffled, but with examples of similar length in one
 * batch, so that little of a batch is padding.
 *
 * <pre>
 * shuffle all examples
 * for each pool of POOL batches: sort it by length
 * shuffle the full batches; the short batch stays last
 * </pre>
 */
final class BucketedOrder implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Batches that are sorted together: more is less padding, fewer is more chance. */
  private static final int POOL = 50;

  private final int[][] lengths;
  private final int batchSize;
  private final long seed;
  private final boolean shuffle;

  BucketedOrder(List<SequencePair> pairs, int batchSize, long seed, boolean shuffle) {
    this.lengths =
        pairs.stream()
            .map(pair -> new int[] {pair.source().length, pair.target().length})
            .toArray(int[][]::new);
    this.batchSize = batchSize;
    this.seed = seed;
    this.shuffle = shuffle;
  }

  /** Indices of all examples in the order of an epoch; batch k begins at k · batchSize. */
  int[] epoch(int epoch) {
    Integer[] order = new Integer[lengths.length];
    Arrays.setAll(order, i -> i);
    if (shuffle) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003L + epoch);
      shuffleBlocks(order, 1, random);
      sortPools(order);
      shuffleBlocks(order, batchSize, random);
    }
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private void sortPools(Integer[] order) {
    Comparator<Integer> byLength =
        Comparator.<Integer>comparingInt(i -> lengths[i][0]).thenComparingInt(i -> lengths[i][1]);
    long pool = (long) POOL * batchSize;
    for (long start = 0; start < order.length; start += pool) {
      Arrays.sort(order, (int) start, (int) Math.min(start + pool, order.length), byLength);
    }
  }

  /** Fisher–Yates over whole blocks; what is left after the last whole block stays in place. */
  private static void shuffleBlocks(Integer[] order, int block, SplittableRandom random) {
    for (int i = order.length / block - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      for (int k = 0; k < block; k++) {
        Integer swapped = order[i * block + k];
        order[i * block + k] = order[j * block + k];
        order[j * block + k] = swapped;
      }
    }
  }
}
