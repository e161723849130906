package org.attentionzoo.zoo.batch;

import java.util.List;

/** Pairs in memory. */
final class PairList implements PairSource {

  private final List<SequencePair> pairs;
  private final long sourceTokens;
  private final long targetTokens;

  PairList(List<SequencePair> pairs) {
    this.pairs = List.copyOf(pairs);
    this.sourceTokens = pairs.stream().mapToLong(pair -> pair.source().length).sum();
    this.targetTokens = pairs.stream().mapToLong(pair -> pair.target().length).sum();
  }

  @Override
  public long size() {
    return pairs.size();
  }

  @Override
  public long sourceTokens() {
    return sourceTokens;
  }

  @Override
  public long targetTokens() {
    return targetTokens;
  }

  @Override
  public Lengths lengths(long index) {
    SequencePair pair = pair(index);
    return new Lengths(pair.source().length, pair.target().length);
  }

  @Override
  public SequencePair pair(long index) {
    return pairs.get(Math.toIntExact(index));
  }
}
