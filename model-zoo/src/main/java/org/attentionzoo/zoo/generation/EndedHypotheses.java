package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The best of the hypotheses that a beam search has ended, best first; on a tie the earlier. */
final class EndedHypotheses {

  private final Ranking ranking;
  private final int most;
  private final List<PartialHypothesis> ended = new ArrayList<>();

  /**
   * @param most how many are kept
   */
  EndedHypotheses(Ranking ranking, int most) {
    this.ranking = ranking;
    this.most = most;
  }

  void add(PartialHypothesis hypothesis) {
    ended.add(hypothesis);
    ended.sort(Comparator.comparingDouble(this::score).reversed()); // stable: earlier first
    if (ended.size() > most) {
      ended.remove(most);
    }
  }

  boolean isFull() {
    return ended.size() == most;
  }

  /** The score of the last of a full list. */
  double toBeat() {
    return score(ended.get(most - 1));
  }

  double score(PartialHypothesis hypothesis) {
    return ranking.score(hypothesis.logProbability, hypothesis.length);
  }

  /** The first of them, at most n. */
  List<Hypothesis> best(int n, int eos) {
    return ended.stream()
        .limit(n)
        .map(hypothesis -> hypothesis.toHypothesis(eos, score(hypothesis)))
        .toList();
  }
}
