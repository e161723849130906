package org.attentionzoo.zoo.generation;

import org.attentionzoo.zoo.generation.Ranking.Kind;

/** Beam search with length penalty or normalization, and n-best lists. */
public final class BeamDecoding extends Decoding<BeamDecoding> {

  private final int beam;
  private final Ranking ranking;
  private final int nBest;

  BeamDecoding(GenerationOptions common, int beam, Ranking ranking, int nBest) {
    super(common);
    require(beam >= 1, "beam", beam, "at least 1");
    require(nBest >= 1, "nBest", nBest, "at least 1");
    this.beam = beam;
    this.ranking = ranking;
    this.nBest = nBest;
  }

  /**
   * Ranks finished hypotheses by log-probability / lp, lp(Y) = ((5 + |Y|) / 6)^alpha (Wu et al.
   * 2016, eq. 14); |Y| counts EOS. 0, the default, ranks by log-probability; 0.6 is usual. Replaces
   * {@link #lengthNormalization}.
   */
  public BeamDecoding lengthPenalty(double alpha) {
    requireExponent("lengthPenalty", alpha);
    return new BeamDecoding(common, beam, new Ranking(Kind.LENGTH_PENALTY, alpha), nBest);
  }

  /**
   * Searches as fairseq and Hugging Face's Transformers do, whose {@code length_penalty} this is:
   * finished hypotheses are ranked by log-probability / |Y|^alpha, |Y| counts EOS, and take no
   * place of the beam; the search ends when there are as many as the beam is wide and none that
   * goes on has a better score by now. Replaces {@link #lengthPenalty}. A beam of 1 is not greedy
   * search.
   */
  public BeamDecoding lengthNormalization(double alpha) {
    requireExponent("lengthNormalization", alpha);
    return new BeamDecoding(common, beam, new Ranking(Kind.LENGTH_NORMALIZATION, alpha), nBest);
  }

  private static void requireExponent(String name, double alpha) {
    require(alpha >= 0 && alpha < Double.POSITIVE_INFINITY, name, alpha, "0 or more");
  }

  /**
   * How many hypotheses to return for each source, at most the beam; the default is 1. A search
   * that runs out of live hypotheses returns fewer.
   */
  public BeamDecoding nBest(int count) {
    require(count <= beam, "nBest", count, "at most the beam (" + beam + ")");
    return new BeamDecoding(common, beam, ranking, count);
  }

  int beam() {
    return beam;
  }

  Ranking ranking() {
    return ranking;
  }

  int nBest() {
    return nBest;
  }

  @Override
  BeamDecoding with(GenerationOptions options) {
    return new BeamDecoding(options, beam, ranking, nBest);
  }

  @Override
  void check(int vocabularySize, int eos) {
    super.check(vocabularySize, eos);
    require(
        beam <= vocabularySize,
        "beam",
        beam,
        "at most the vocabulary size (" + vocabularySize + ")");
  }

  @Override
  SentenceSearch newSearch(SearchTask task) {
    return ranking.kind() == Kind.LENGTH_PENALTY
        ? new BeamSearch(task, beam, nBest, ranking)
        : new FullBeamSearch(task, beam, nBest, ranking);
  }
}
