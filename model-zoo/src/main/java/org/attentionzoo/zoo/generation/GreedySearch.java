package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.output.TokenScores;

/** Takes the most probable token, the lower id on a tie. */
final class GreedySearch extends SingleSearch {

  GreedySearch(SearchTask task) {
    super(task);
  }

  @Override
  Candidates choose(TokenScores scores) {
    return Candidates.best(scores, 1, task.suppressed());
  }
}
