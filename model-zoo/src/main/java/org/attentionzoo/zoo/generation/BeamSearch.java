package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.attentionzoo.layers.output.TokenScores;

/**
 * Beam search for one sentence:
 *
 * <pre>
 * live = {BOS}, ended = {}
 * until live is empty:
 *   candidates = every live hypothesis with every token, by total log-probability
 *   for each of the beam best candidates:
 *     ends in EOS or is as long as may be:
 *           to ended, which keeps the n best by score = log-probability / lp(length)
 *     else: to the next live
 *   stop if ended holds n and no live hypothesis can still beat the worst of them:
 *     a log-probability only falls and lp only grows, so the best it can reach is
 *     its log-probability now / lp(maximum length)
 * </pre>
 *
 * <p>An ended hypothesis takes one of the beam's places in the step that ends it, so a beam of 1 is
 * greedy search with any length penalty. What the maximum length cuts off ranks by its score like
 * any other: a sentence that the model finds far less probable is no better answer.
 */
final class BeamSearch extends SentenceSearch {

  private final int beam;
  private final int nBest;
  private final Ranking ranking;
  private final List<PartialHypothesis> ended = new ArrayList<>();

  BeamSearch(SearchTask task, int beam, int nBest, Ranking ranking) {
    super(task);
    this.beam = beam;
    this.nBest = nBest;
    this.ranking = ranking;
  }

  @Override
  Candidates choose(TokenScores scores) {
    return Candidates.best(scores, beam, task.suppressed());
  }

  @Override
  List<Extension> extend(List<PartialHypothesis> hypotheses, Candidates[] chosen) {
    TopCandidates best = new TopCandidates(beam);
    for (int i = 0; i < hypotheses.size(); i++) {
      double soFar = hypotheses.get(i).logProbability;
      for (int c = 0; c < chosen[i].size(); c++) {
        best.offer(i, c, soFar + chosen[i].logProbabilities()[c]);
      }
    }
    List<Extension> extensions = new ArrayList<>(best.size());
    for (int b = 0; b < best.size(); b++) {
      extensions.add(chosen[best.row(b)].extension(best.row(b), best.token(b)));
    }
    return extensions;
  }

  @Override
  void end(PartialHypothesis hypothesis) {
    ended.add(hypothesis);
    ended.sort(Comparator.comparingDouble(this::score).reversed()); // stable: earlier first
    if (ended.size() > nBest) {
      ended.remove(nBest);
    }
  }

  @Override
  boolean mayStop(List<PartialHypothesis> hypotheses) {
    if (ended.size() < nBest) {
      return false;
    }
    double toBeat = score(ended.get(nBest - 1));
    return hypotheses.stream()
        .allMatch(
            hypothesis -> ranking.score(hypothesis.logProbability, task.maxSteps()) <= toBeat);
  }

  @Override
  List<Hypothesis> results() {
    return ended.stream()
        .map(hypothesis -> hypothesis.toHypothesis(task.eos(), score(hypothesis)))
        .toList();
  }

  private double score(PartialHypothesis hypothesis) {
    return ranking.score(hypothesis.logProbability, hypothesis.length);
  }
}
