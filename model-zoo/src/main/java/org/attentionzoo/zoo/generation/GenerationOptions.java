package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.check.Arguments;

/** The options that every kind of decoding has; see {@link Decoding} for their meaning. */
record GenerationOptions(
    int length,
    boolean beyondSource,
    boolean endForced,
    int[] suppressed,
    int[] prefix,
    boolean attention) {

  static final GenerationOptions DEFAULT =
      new GenerationOptions(50, true, false, new int[0], new int[0], false);

  GenerationOptions maxLength(int steps) {
    Decoding.require(steps >= 1, "maxLength", steps, "at least 1");
    return new GenerationOptions(steps, false, endForced, suppressed, prefix, attention);
  }

  GenerationOptions maxLengthBeyondSource(int extra) {
    Decoding.require(extra >= 0, "maxLengthBeyondSource", extra, "at least 0");
    return new GenerationOptions(extra, true, endForced, suppressed, prefix, attention);
  }

  GenerationOptions forceEnd() {
    return new GenerationOptions(length, beyondSource, true, suppressed, prefix, attention);
  }

  GenerationOptions suppress(int... tokens) {
    Arguments.given("tokens", tokens);
    return new GenerationOptions(
        length, beyondSource, endForced, tokens.clone(), prefix, attention);
  }

  GenerationOptions prefix(int... tokens) {
    Arguments.given("tokens", tokens);
    return new GenerationOptions(
        length, beyondSource, endForced, suppressed, tokens.clone(), attention);
  }

  GenerationOptions withAttention() {
    return new GenerationOptions(length, beyondSource, endForced, suppressed, prefix, true);
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
