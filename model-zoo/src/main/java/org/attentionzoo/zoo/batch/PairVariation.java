package org.attentionzoo.zoo.batch;

import java.util.random.RandomGenerator;

/**
 * Makes another pair of one each time it is trained with, such as the same words in other pieces
 * ({@link org.attentionzoo.zoo.text.BpeDropout}).
 */
@FunctionalInterface
public interface PairVariation {

  /** Leaves every pair as it is. */
  PairVariation NONE = (pair, random) -> pair;

  /**
   * The pair to train with.
   *
   * @param pair as it is in the corpus
   * @param random the only source of chance, so that a training can be repeated
   */
  SequencePair vary(SequencePair pair, RandomGenerator random);

  /**
   * The same, but a pair that gets longer than this on either side stays as it is.
   *
   * @param length most tokens that the model can take, see {@code PairFilter.maxLength}
   */
  default PairVariation upTo(int length) {
    return (pair, random) -> {
      SequencePair varied = vary(pair, random);
      boolean fits = Math.max(varied.source().length, varied.target().length) <= length;
      return fits ? varied : pair;
    };
  }
}
