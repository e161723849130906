package org.attentionzoo.zoo.corpus;

import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.text.Blanks;
import org.attentionzoo.zoo.text.TextCodec;

/** Encodes the pairs that a {@link PairFilter} lets through, and counts what becomes of all. */
public final class PairEncoder {

  private final PairFilter filter;
  private final TextCodec source;
  private final TextCodec target;
  private long read;
  private long kept;
  private long empty;
  private long tooLong;
  private long tooUnequal;

  /**
   * @param filter which pairs are of use
   * @param source encodes their source sides
   * @param target encodes their target sides
   */
  public PairEncoder(PairFilter filter, TextCodec source, TextCodec target) {
    Arguments.given("filter", filter);
    Arguments.given("source", source);
    Arguments.given("target", target);
    this.filter = filter;
    this.source = source;
    this.target = target;
  }

  /** The ids of a pair, unless it is of no use. */
  public Optional<SequencePair> encode(SentencePair pair) {
    Arguments.given("pair", pair);
    read++;
    if (Blanks.isBlank(pair.source()) || Blanks.isBlank(pair.target())) {
      empty++;
      return Optional.empty();
    }
    if (filter.tooManyCharacters(pair)) {
      tooLong++;
      return Optional.empty();
    }
    int[] from = source.encode(pair.source());
    int[] to = target.encode(pair.target());
    if (from.length == 0 || to.length == 0) {
      empty++;
    } else if (filter.tooLong(from.length, to.length)) {
      tooLong++;
    } else if (filter.tooUnequal(from.length, to.length)) {
      tooUnequal++;
    } else {
      kept++;
      return Optional.of(new SequencePair(from, to));
    }
    return Optional.empty();
  }

  /** What became of the pairs so far. */
  public PairCounts counts() {
    return new PairCounts(read, kept, empty, tooLong, tooUnequal);
  }
}
