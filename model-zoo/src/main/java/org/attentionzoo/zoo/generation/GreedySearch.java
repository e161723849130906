package org.attentionzoo.zoo.generation;

/** Takes the most probable token, the lower id on a tie. */
final class GreedySearch extends SinglePathSearch {

  GreedySearch(SearchTask task) {
    super(task);
  }

  @Override
  int choose(float[] logProbabilities) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int token = 0; token < logProbabilities.length; token++) {
      if (logProbabilities[token] > highest && !task.suppressed()[token]) {
        best = token;
        highest = logProbabilities[token];
      }
    }
    return best;
  }
}
