package org.attentionzoo.zoo.generation;

import java.util.List;

/** A search with one hypothesis, extended by one token a step. */
abstract class SinglePathSearch extends SentenceSearch {

  private Path ended;

  SinglePathSearch(SearchTask task) {
    super(task);
  }

  @Override
  final List<Path> extend(List<Path> hypotheses, Candidates[] chosen, int firstRow) {
    Candidates of = chosen[0];
    return of.size() == 0
        ? List.of()
        : List.of(
            hypotheses
                .get(0)
                .extend(firstRow, of.tokens()[0], of.logProbabilities()[0], of.attention()));
  }

  @Override
  final void end(Path path) {
    ended = path;
  }

  @Override
  final List<Hypothesis> results() {
    return List.of(ended.toHypothesis(task.eos(), ended.logProbability));
  }
}
