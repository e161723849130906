package org.attentionzoo.zoo.model;

/**
 * Which of source embedding, target embedding and output projection share one table (Press and Wolf
 * 2017; Vaswani et al. 2017, §3.4).
 */
public enum Tying {
  /** None: three tables. */
  NONE(false, false, false),
  /** Target embedding and output projection; the source has its own. */
  TARGET_AND_OUTPUT(false, true, true),
  /** Both embeddings; they have one vocabulary, and the output projection has its own table. */
  SOURCE_AND_TARGET(true, true, false),
  /** All three; source and target have one vocabulary. */
  ALL(true, true, true);

  private final boolean source;
  private final boolean target;
  private final boolean output;

  Tying(boolean source, boolean target, boolean output) {
    this.source = source;
    this.target = target;
    this.output = output;
  }

  /** Whether the source embedding uses the shared table. */
  boolean source() {
    return source;
  }

  /** Whether the target embedding uses the shared table. */
  boolean target() {
    return target;
  }

  /** Whether the output projection uses the shared table. */
  boolean output() {
    return output;
  }
}
