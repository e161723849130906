package org.attentionzoo.examples.spark;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.attentionzoo.zoo.batch.BatchStatistics;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.PairEncoder;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.Vocabulary;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A worker's part of the corpus, as ids. It stays on its machine; where that is lost, another one
 * makes the same again.
 */
final class EncodedPart implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<SequencePair> pairs;
  private final PairCounts counts;
  private final BatchOptions options;
  private final int number;
  private transient BatchIterator batches;
  private transient int epoch;
  private transient long inEpoch;

  private EncodedPart(
      List<SequencePair> pairs, PairCounts counts, BatchOptions options, int number) {
    this.pairs = pairs;
    this.counts = counts;
    this.options = options;
    this.number = number;
  }

  /**
   * Encodes what is of use.
   *
   * @param pairs in any order
   * @param number of the part, counted from 0
   */
  static EncodedPart of(Iterator<SentencePair> pairs, BatchOptions options, int number) {
    TextCodecs codecs = options.codecs();
    PairEncoder encoder = new PairEncoder(options.filter(), codecs.source(), codecs.target());
    List<SequencePair> encoded =
        stream(pairs)
            .sorted(Comparator.comparingLong(SentencePair::line)) // a shuffle has no order
            .flatMap(pair -> encoder.encode(pair).stream())
            .toList();
    return new EncodedPart(encoded, encoder.counts(), options, number);
  }

  private static <T> Stream<T> stream(Iterator<T> all) {
    return StreamSupport.stream(((Iterable<T>) () -> all).spliterator(), false);
  }

  /** What is known of the part without reading it. */
  Sizes sizes() {
    BatchStatistics first =
        pairs.isEmpty() ? new BatchStatistics(0, 0, 0, 0, 0) : batches().statistics(0);
    return new Sizes(counts, first, unknown(SequencePair::source), unknown(SequencePair::target));
  }

  private long unknown(Function<SequencePair, int[]> side) {
    return pairs.stream()
        .flatMapToInt(pair -> IntStream.of(side.apply(pair)))
        .filter(id -> id == Vocabulary.UNK)
        .count();
  }

  /**
   * Some of an epoch's batches; none after its last.
   *
   * @param from where to begin
   * @param most how many there are at most
   */
  synchronized List<MultiDataSet> batches(BatchPosition from, int most) {
    if (pairs.isEmpty() || from.batch() >= inEpoch(from.epoch())) {
      return List.of();
    }
    if (!batches.position().equals(from)) {
      batches.seek(from);
    }
    return Stream.generate(batches::next).limit(Math.min(most, inEpoch - from.batch())).toList();
  }

  /** How many batches an epoch has. */
  synchronized long inEpoch(int wanted) {
    if (pairs.isEmpty()) {
      return 0;
    }
    if (batches == null || epoch != wanted) {
      inEpoch = batches().statistics(wanted).batches();
      epoch = wanted;
    }
    return inEpoch;
  }

  private synchronized BatchIterator batches() {
    if (batches == null) {
      batches = options.batches(pairs, number);
      epoch = -1;
    }
    return batches;
  }
}
