package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.output.TokenScores;

/** Takes the most probable token, the lower id on a tie. */
final class GreedySearch extends SingleSearch {

  private final boolean probabilities;

  /**
   * @param probabilities whether they are computed
   */
  GreedySearch(SearchTask task, boolean probabilities) {
    super(task);
    this.probabilities = probabilities;
  }

  @Override
  Candidates choose(TokenScores scores) {
    return probabilities
        ? Candidates.best(scores, 1, task.suppressed())
        : Candidates.likeliest(scores, task.suppressed());
  }
}
