package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.Comparator;
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
  private final Ranking ranking;
  private final List<PartialHypothesis> ended = new ArrayList<>();

  FullBeamSearch(SearchTask task, int beam, int nBest, Ranking ranking) {
    super(task);
    this.beam = beam;
    this.nBest = nBest;
    this.ranking = ranking;
  }

  @Override
  Candidates choose(TokenScores scores) {
    return Candidates.best(scores, 2 * beam, task.suppressed());
  }

  @Override
  List<Extension> extend(List<PartialHypothesis> hypotheses, Candidates[] chosen) {
    TopCandidates best = new TopCandidates(2 * beam);
    for (int i = 0; i < hypotheses.size(); i++) {
      double soFar = hypotheses.get(i).logProbability;
      for (int c = 0; c < chosen[i].size(); c++) {
        best.offer(i, c, soFar + chosen[i].logProbabilities()[c]);
      }
    }
    boolean last = hypotheses.get(0).length + 1 == task.maxSteps();
    List<Extension> extensions = new ArrayList<>();
    int goOn = 0;
    for (int b = 0; b < best.size(); b++) {
      Extension extension = chosen[best.row(b)].extension(best.row(b), best.token(b));
      boolean ends = last || extension.token() == task.eos();
      if (ends ? b < beam : goOn++ < beam) {
        extensions.add(extension);
      }
    }
    return extensions;
  }

  @Override
  void end(PartialHypothesis hypothesis) {
    ended.add(hypothesis);
    ended.sort(Comparator.comparingDouble(this::score).reversed()); // stable: earlier first
    if (ended.size() > beam) {
      ended.remove(beam);
    }
  }

  @Override
  boolean mayStop(List<PartialHypothesis> hypotheses) {
    if (ended.size() < beam) {
      return false;
    }
    double toBeat = score(ended.get(beam - 1));
    return hypotheses.stream().allMatch(hypothesis -> score(hypothesis) <= toBeat);
  }

  @Override
  List<Hypothesis> results() {
    return ended.stream()
        .limit(nBest)
        .map(hypothesis -> hypothesis.toHypothesis(task.eos(), score(hypothesis)))
        .toList();
  }

  private double score(PartialHypothesis hypothesis) {
    return ranking.score(hypothesis.logProbability, hypothesis.length);
  }
}
