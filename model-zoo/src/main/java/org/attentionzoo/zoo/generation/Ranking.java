package org.attentionzoo.zoo.generation;

/**
 * What a beam search ranks ended hypotheses by: {@code log-probability / lp(|Y|)}.
 *
 * @param kind of lp
 * @param alpha its exponent
 */
record Ranking(Kind kind, double alpha) {

  /** How lp grows with the length. */
  enum Kind {
    /** {@code ((5 + |Y|) / (5 + 1))^α}, Wu et al. 2016, eq. 14. */
    LENGTH_PENALTY,
    /** {@code |Y|^α}, for a {@link FullBeamSearch}. */
    LENGTH_NORMALIZATION
  }

  static Ranking byProbability() {
    return new Ranking(Kind.LENGTH_PENALTY, 0);
  }

  /** The score of a hypothesis of {@code length} steps. */
  double score(double logProbability, int length) {
    double base = kind == Kind.LENGTH_PENALTY ? (5.0 + length) / 6.0 : length;
    return logProbability / Math.pow(base, alpha);
  }
}
