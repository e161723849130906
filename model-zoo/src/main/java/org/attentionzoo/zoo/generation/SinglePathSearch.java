package org.attentionzoo.zoo.generation;

import java.util.List;

/** A search with one hypothesis, extended by one token a step. */
abstract class SinglePathSearch extends SentenceSearch {

  private Path ended;

  SinglePathSearch(SearchTask task) {
    super(task);
  }

  /** The next token given the log-probabilities [V], or -1 if there is none. */
  abstract int choose(float[] logProbabilities);

  @Override
  final List<Path> extend(List<Path> hypotheses, StepScores scores, int firstRow) {
    float[] logProbabilities = scores.logProbabilities()[firstRow];
    int token = choose(logProbabilities);
    return token < 0
        ? List.of()
        : List.of(
            hypotheses
                .get(0)
                .extend(firstRow, token, logProbabilities[token], attention(scores, firstRow)));
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
