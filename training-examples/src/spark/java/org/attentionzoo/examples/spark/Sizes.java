package org.attentionzoo.examples.spark;

import java.io.Serializable;
import java.util.List;
import org.attentionzoo.zoo.batch.BatchStatistics;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.UnknownShare;

/** Sizes of a part of the corpus, or of all together. */
record Sizes(
    PairCounts counts,
    long batches,
    long pairs,
    long sourceTokens,
    long targetTokens,
    double places,
    long unknownSource,
    long unknownTarget)
    implements Serializable {

  /**
   * @param first the first epoch
   */
  Sizes(PairCounts counts, BatchStatistics first, long unknownSource, long unknownTarget) {
    this(
        counts,
        first.batches(),
        first.pairs(),
        first.sourceTokens(),
        first.targetTokens(),
        (first.sourceTokens() + first.targetTokens()) / (1 - first.paddingShare()),
        unknownSource,
        unknownTarget);
  }

  /** Of all parts; an epoch has as many batches as the largest part, as workers train at once. */
  static Sizes sum(List<Sizes> parts) {
    return parts.stream().reduce(Sizes::plus).orElseThrow();
  }

  private Sizes plus(Sizes other) {
    return new Sizes(
        counts.plus(other.counts),
        Math.max(batches, other.batches),
        pairs + other.pairs,
        sourceTokens + other.sourceTokens,
        targetTokens + other.targetTokens,
        places + other.places,
        unknownSource + other.unknownSource,
        unknownTarget + other.unknownTarget);
  }

  BatchStatistics statistics() {
    double padding = 1 - (sourceTokens + targetTokens) / places;
    return new BatchStatistics(batches, pairs, sourceTokens, targetTokens, padding);
  }

  /** Of target tokens those at the end are known. */
  UnknownShare unknown() {
    return new UnknownShare(
        share(unknownSource, sourceTokens), share(unknownTarget, targetTokens - pairs));
  }

  private static double share(long some, long all) {
    return all == 0 ? 0 : (double) some / all;
  }
}
