package org.attentionzoo.layers.runtime;

/** A part of a running network whose products can be told what to multiply. */
public interface Multiplies {

  /**
   * For the passes that follow, none of them of training.
   *
   * @param factors null for the part's own, those of its {@link
   *     org.attentionzoo.layers.precision.Precise precision}
   */
  void useFactors(DecodingFactors factors);
}
