package org.attentionzoo.layers.initial;

/** Seeds of ND4J's random generator. */
public final class Seeds {
  private static final long INSTEAD_OF_ZERO = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /** The seed; another fixed one for 0, which ND4J takes for none and draws one from the clock. */
  public static long forNd4j(long seed) {
    return seed == 0 ? INSTEAD_OF_ZERO : seed;
  }
}
