package org.attentionzoo.zoo.generation;

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
  private final EndedHypotheses ended;

  BeamSearch(SearchTask task, int beam, int nBest, Ranking ranking) {
    super(task);
    this.beam = beam;
    this.nBest = nBest;
    this.ranking = ranking;
    this.ended = new EndedHypotheses(ranking, nBest);
  }

  @Override
  Candidates choose(TokenScores scores) {
    return Candidates.best(scores, beam, task.suppressed());
  }

  @Override
  List<Extension> extend(List<PartialHypothesis> hypotheses, Candidates[] chosen) {
    return Candidates.bestOf(hypotheses, chosen, beam);
  }

  @Override
  void end(PartialHypothesis hypothesis) {
    ended.add(hypothesis);
  }

  @Override
  boolean mayStop(List<PartialHypothesis> hypotheses) {
    return ended.isFull()
        && hypotheses.stream()
            .mapToDouble(live -> ranking.score(live.logProbability, task.maxSteps()))
            .allMatch(reached -> reached <= ended.toBeat());
  }

  @Override
  List<Hypothesis> results() {
    return ended.best(nBest, task.eos());
  }
}
