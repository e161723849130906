package org.attentionzoo.zoo.generation;

/** Takes the most probable token, the lower id on a tie. */
final class GreedySearch extends SinglePathSearch {

  GreedySearch(SearchTask task) {
    super(task);
  }

  @Override
  Candidates choose(float[] logProbabilities, float[] attention) {
    return Candidates.best(logProbabilities, 1, task.suppressed(), attention);
  }
}
