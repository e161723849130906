package org.attentionzoo.examples.train;

import java.util.Locale;

/** The models that {@code train} can make. */
public enum ModelKind {
  /** Attention before the step (Bahdanau et al. 2014). */
  BAHDANAU,
  /** Attention after the step (Luong et al. 2015). */
  LUONG,
  /** No attention (Sutskever et al. 2014). */
  SEQ2SEQ,
  /** Vaswani et al. 2017. */
  TRANSFORMER;

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
