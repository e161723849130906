package org.attentionzoo.zoo.generation;

/** Greedy search: the most probable token at each step, the lower id on a tie. */
public final class GreedyDecoding extends Decoding<GreedyDecoding> {

  GreedyDecoding(GenerationOptions common) {
    super(common);
  }

  @Override
  GreedyDecoding with(GenerationOptions options) {
    return new GreedyDecoding(options);
  }

  @Override
  SentenceSearch newSearch(SearchTask task) {
    return new GreedySearch(task);
  }
}
