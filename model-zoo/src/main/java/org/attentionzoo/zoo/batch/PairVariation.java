package org.attentionzoo.zoo.batch;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.text.BpeDropout;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextCodecs;

/**
 * Makes another pair of one each time it is trained with, such as the same words in other pieces
 * ({@link #bpeDropout}).
 */
@FunctionalInterface
public interface PairVariation {

  /** Leaves every pair as it is. */
  PairVariation NONE = (pair, random) -> pair;

  /**
   * Words in other pieces ({@link BpeDropout}), on each side that is byte-pair encoded.
   *
   * @param codecs made the ids
   * @param probability of leaving out a merge, 0 to below 1
   */
  static PairVariation bpeDropout(TextCodecs codecs, double probability) {
    Arguments.given("codecs", codecs);
    Arguments.rate("probability", probability);
    Optional<BpeDropout> source = dropout(codecs.source(), probability);
    Optional<BpeDropout> target = dropout(codecs.target(), probability);
    return (pair, random) ->
        new SequencePair(
            source.map(side -> side.vary(pair.source(), random)).orElse(pair.source()),
            target.map(side -> side.vary(pair.target(), random)).orElse(pair.target()));
  }

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

  private static Optional<BpeDropout> dropout(TextCodec codec, double probability) {
    return codec
        .tokenizer()
        .bpeMerges()
        .map(merges -> new BpeDropout(merges, codec.vocabulary(), probability));
  }
}
