package org.attentionzoo.layers.embedding;

/** How an embedding tells where in the sentence a token stands. */
public enum Positions {
  /** Not at all. */
  NONE,
  /** Fixed waves (Vaswani et al. 2017, §3.5), for any length. */
  SINUSOIDAL,
  /** A trained vector for each position up to a maximum length. */
  LEARNED
}
