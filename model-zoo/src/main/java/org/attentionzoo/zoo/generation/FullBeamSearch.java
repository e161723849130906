package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.output.TokenScores;

/**
 * Beam search for one sentence as fairseq (Ott et al. 2019) and Hugging Face's Transformers search:
 *
 * <pre>
 * live = {BOS}, ended = {}
 * until live is empty:
 *   candidates = the 2·beam best of every live hypothesis with every token, by total log-probability
 *   those of the beam best candidates that end in EOS:
 *           to ended, which keeps the beam best by score = log-probability / length^α
 *   the beam best candidates that do not: to the next live; as long as may be: to ended
 *   stop if ended holds beam hypotheses, and the worst of them has at least the score that the
 *     best live one has now
 * </pre>
 *
 * <p>Unlike in {@link BeamSearch} an ended hypothesis takes none of the beam's places, and the end
 * is a guess: with a length normalization the score of a live hypothesis may still rise.
 */
final class FullBeamSearch extends SentenceSearch {

  private final int beam;
  private final int nBest;
  private final EndedHypotheses ended;

  FullBeamSearch(SearchTask task, int beam, int nBest, Ranking ranking) {
    super(task);
    this.beam = beam;
    this.nBest = nBest;
    this.ended = new EndedHypotheses(ranking, beam);
  }

  @Override
  Candidates choose(TokenScores scores) {
    return Candidates.best(scores, 2 * beam, task.suppressed());
  }

  @Override
  List<Extension> extend(List<PartialHypothesis> hypotheses, Candidates[] chosen) {
    boolean last = hypotheses.get(0).length + 1 == task.maxSteps();
    List<Extension> extensions = new ArrayList<>();
    int goOn = 0;
    int place = 0;
    for (Extension extension : Candidates.bestOf(hypotheses, chosen, 2 * beam)) {
      boolean ends = last || extension.token() == task.eos();
      if (ends ? place < beam : goOn++ < beam) {
        extensions.add(extension);
      }
      place++;
    }
    return extensions;
  }

  @Override
  void end(PartialHypothesis hypothesis) {
    ended.add(hypothesis);
  }

  @Override
  boolean mayStop(List<PartialHypothesis> hypotheses) {
    return ended.isFull()
        && hypotheses.stream().allMatch(live -> ended.score(live) <= ended.toBeat());
  }

  @Override
  List<Hypothesis> results() {
    return ended.best(nBest, task.eos());
  }
}
