package org.attentionzoo.zoo.generation;

/** Greedy search: the most probable token at each step, the lower id on a tie. */
public final class GreedyDecoding extends Decoding<GreedyDecoding> {

  private final boolean probabilities;

  GreedyDecoding(GenerationOptions common) {
    this(common, true);
  }

  private GreedyDecoding(GenerationOptions common, boolean probabilities) {
    super(common);
    this.probabilities = probabilities;
  }

  @Override
  public GreedyDecoding tokensOnly() {
    return new GreedyDecoding(common, false);
  }

  @Override
  GreedyDecoding with(GenerationOptions options) {
    return new GreedyDecoding(options, probabilities);
  }

  @Override
  SentenceSearch newSearch(SearchTask task) {
    return new GreedySearch(task, probabilities);
  }
}
