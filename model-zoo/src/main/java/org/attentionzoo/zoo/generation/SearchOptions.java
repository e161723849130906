package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.check.Arguments;

/** The options that every kind of decoding has; see {@link Decoding} for their meaning. */
record SearchOptions(int length, boolean beyondSource, int[] suppressed, boolean attention) {

  static final SearchOptions DEFAULT = new SearchOptions(50, true, new int[0], false);

  SearchOptions maxLength(int steps) {
    Decoding.require(steps >= 1, "maxLength", steps, "at least 1");
    return new SearchOptions(steps, false, suppressed, attention);
  }

  SearchOptions maxLengthBeyondSource(int extra) {
    Decoding.require(extra >= 0, "maxLengthBeyondSource", extra, "at least 0");
    return new SearchOptions(extra, true, suppressed, attention);
  }

  SearchOptions suppress(int... tokens) {
    Arguments.given("tokens", tokens);
    return new SearchOptions(length, beyondSource, tokens.clone(), attention);
  }

  SearchOptions withAttention() {
    return new SearchOptions(length, beyondSource, suppressed, true);
  }

  /** The limit of decoder steps for a source of this length. */
  int maxSteps(int sourceLength) {
    return beyondSource ? (int) Math.min(Integer.MAX_VALUE, (long) sourceLength + length) : length;
  }

  boolean[] suppressedMask(int vocabularySize) {
    boolean[] mask = new boolean[vocabularySize];
    for (int token : suppressed) {
      mask[token] = true;
    }
    return mask;
  }
}
