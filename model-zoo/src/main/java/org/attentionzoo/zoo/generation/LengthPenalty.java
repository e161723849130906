package org.attentionzoo.zoo.generation;

/** lp(Y) = ((5 + |Y|) / (5 + 1))^alpha, Wu et al. 2016, eq. 14. */
record LengthPenalty(double alpha) {

  /** The score of a hypothesis of {@code length} steps. */
  double score(double logProbability, int length) {
    return logProbability / Math.pow((5.0 + length) / 6.0, alpha);
  }
}
