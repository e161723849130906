package org.attentionzoo.zoo.corpus;

import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * Which share of the tokens of a corpus the vocabularies lack: a model learns nothing of them.
 *
 * @param source of the source tokens, 0 to 1
 * @param target of the target tokens, 0 to 1
 */
public record UnknownShare(double source, double target) {

  /** Pairs to look at, spread evenly over a corpus that has more. */
  private static final int PAIRS = 100_000;

  /**
   * @throws IllegalArgumentException if a share is not in [0, 1]
   */
  public UnknownShare {
    check("source", source);
    check("target", target);
  }

  private static void check(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1], but is " + share);
    }
  }

  /** Looks at the pairs of a corpus; at {@value #PAIRS} of them if there are more. */
  public static UnknownShare of(EncodedCorpus corpus) {
    long pairs = Math.min(Arguments.given("corpus", corpus).size(), PAIRS);
    long[] tokens = new long[2];
    long[] unknown = new long[2];
    for (long i = 0; i < pairs; i++) {
      SequencePair pair = corpus.pair(i * corpus.size() / pairs);
      tokens[0] += pair.source().length;
      tokens[1] += pair.target().length;
      unknown[0] += unknown(pair.source());
      unknown[1] += unknown(pair.target());
    }
    return new UnknownShare(share(unknown[0], tokens[0]), share(unknown[1], tokens[1]));
  }

  private static long unknown(int[] ids) {
    return IntStream.of(ids).filter(id -> id == Vocabulary.UNK).count();
  }

  private static double share(long some, long all) {
    return all == 0 ? 0 : (double) some / all;
  }
}
