package org.attentionzoo.zoo.model;

/**
 * Which of source embedding, target embedding and output projection share one table (Press and Wolf
 * 2017; Vaswani et al. 2017, §3.4).
 */
public enum Tying {
  /** None: three tables. */
  NONE,
  /** Target embedding and output projection; the source has its own. */
  TARGET_AND_OUTPUT,
  /** All three; source and target have one vocabulary. */
  ALL
}
