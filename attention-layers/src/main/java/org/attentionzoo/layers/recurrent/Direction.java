package org.attentionzoo.layers.recurrent;

import java.util.List;

/** Which way an encoder reads its source. */
public enum Direction {
  /** From the first token to the last. */
  FORWARD("forward"),
  /**
   * From the last real token to the first, as Sutskever et al. 2014, §3.3 feed their sources; h_s
   * still stands at position s.
   */
  BACKWARD("backward"),
  /** Both, side by side (Bahdanau et al. 2014, §3.2). */
  BOTH("forward", "backward");

  private final List<String> runs;

  Direction(String... runs) {
    this.runs = List.of(runs);
  }

  /** 1 or 2. */
  int count() {
    return runs.size();
  }

  /** The name of a run in parameter keys, which are part of saved models. */
  String name(int run) {
    return runs.get(run);
  }

  boolean isBackward(int run) {
    return name(run).equals("backward");
  }
}
