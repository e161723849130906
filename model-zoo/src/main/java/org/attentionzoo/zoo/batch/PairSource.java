package org.attentionzoo.zoo.batch;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;

/**
 * Pairs to make batches of, any of which can be had at once: a list, or a file ({@code
 * EncodedCorpus}). Several threads may read.
 */
public interface PairSource {

  /**
   * How long a pair is.
   *
   * @param source tokens of the source
   * @param target tokens of the target, without an end token
   */
  record Lengths(int source, int target) {}

  /** Number of pairs, at least 1. */
  long size();

  /** Source tokens of all pairs. */
  long sourceTokens();

  /** Target tokens of all pairs, without end tokens. */
  long targetTokens();

  /**
   * How long a pair is; cheaper than to read it.
   *
   * @param index below {@link #size()}
   */
  Lengths lengths(long index);

  /**
   * A pair.
   *
   * @param index below {@link #size()}
   */
  SequencePair pair(long index);

  /**
   * Pairs in memory.
   *
   * @throws IllegalArgumentException if there are none
   */
  static PairSource of(List<SequencePair> pairs) {
    Arguments.allGiven("pairs", pairs);
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("batches need at least one pair, got none");
    }
    return new PairList(pairs);
  }
}
