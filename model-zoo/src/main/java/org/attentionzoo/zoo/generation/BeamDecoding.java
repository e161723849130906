package org.attentionzoo.zoo.generation;

/** Beam search with length penalty and n-best lists. */
public final class BeamDecoding extends Decoding<BeamDecoding> {

  private final int beam;
  private final double alpha;
  private final int nBest;

  BeamDecoding(GenerationOptions common, int beam, double alpha, int nBest) {
    super(common);
    require(beam >= 1, "beam", beam, "at least 1");
    require(alpha >= 0 && alpha < Double.POSITIVE_INFINITY, "lengthPenalty", alpha, "0 or more");
    require(nBest >= 1, "nBest", nBest, "at least 1");
    this.beam = beam;
    this.alpha = alpha;
    this.nBest = nBest;
  }

  /**
   * Ranks finished hypotheses by log-probability / lp, lp(Y) = ((5 + |Y|) / 6)^alpha (Wu et al.
   * 2016, eq. 14); |Y| counts EOS. 0, the default, ranks by log-probability; 0.6 is usual.
   */
  public BeamDecoding lengthPenalty(double newAlpha) {
    return new BeamDecoding(common, beam, newAlpha, nBest);
  }

  /**
   * How many hypotheses to return for each source, at most the beam; the default is 1. A search
   * that runs out of live hypotheses returns fewer.
   */
  public BeamDecoding nBest(int count) {
    require(count <= beam, "nBest", count, "at most the beam (" + beam + ")");
    return new BeamDecoding(common, beam, alpha, count);
  }

  @Override
  BeamDecoding with(GenerationOptions options) {
    return new BeamDecoding(options, beam, alpha, nBest);
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
    return new BeamSearch(task, beam, nBest, new LengthPenalty(alpha));
  }
}
