package org.attentionzoo.zoo.generation;

import java.util.List;

/** A search with one hypothesis, extended by one token a step. */
abstract class SingleSearch extends SentenceSearch {

  private PartialHypothesis ended;

  SingleSearch(SearchTask task) {
    super(task);
  }

  @Override
  final List<Extension> extend(List<PartialHypothesis> hypotheses, Candidates[] chosen) {
    return chosen[0].size() == 0 ? List.of() : List.of(chosen[0].extension(0, 0));
  }

  @Override
  final void end(PartialHypothesis hypothesis) {
    ended = hypothesis;
  }

  @Override
  final List<Hypothesis> results() {
    return List.of(ended.toHypothesis(task.eos(), ended.logProbability));
  }
}
