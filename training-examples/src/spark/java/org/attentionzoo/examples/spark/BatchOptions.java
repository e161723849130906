package org.attentionzoo.examples.spark;

import java.io.Serializable;
import java.util.List;
import org.attentionzoo.examples.train.Cluster;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.batch.PairVariation;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.TokenizerJson;
import org.attentionzoo.zoo.text.VocabularyJson;

/** {@link Cluster.Batches} on their way to other machines: codecs as JSON. */
final class BatchOptions implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Parts have orders of their own: seeds far from each other and from those of epochs. */
  private static final long APART = 0x9E3779B97F4A7C15L;

  private final String[] source;
  private final String[] target;
  private final PairFilter filter;
  private final BatchSize size;
  private final double bpeDropout;
  private final long seed;
  private transient TextCodecs codecs;

  BatchOptions(Cluster.Batches batches) {
    source = json(batches.codecs().source());
    target = json(batches.codecs().target());
    filter = batches.filter();
    size = batches.size();
    bpeDropout = batches.bpeDropout();
    seed = batches.seed();
  }

  private static String[] json(TextCodec codec) {
    return new String[] {
      TokenizerJson.write(codec.tokenizer()), VocabularyJson.write(codec.vocabulary())
    };
  }

  private static TextCodec codec(String[] json) {
    return new TextCodec(TokenizerJson.read(json[0]), VocabularyJson.read(json[1]));
  }

  PairFilter filter() {
    return filter;
  }

  synchronized TextCodecs codecs() {
    if (codecs == null) {
      codecs = new TextCodecs(codec(source), codec(target));
    }
    return codecs;
  }

  /** The batches of a part of the corpus. */
  BatchIterator batches(List<SequencePair> pairs, int part) {
    return BatchIterator.builder(pairs)
        .batchSize(size)
        .variation(
            bpeDropout > 0
                ? PairVariation.bpeDropout(codecs(), bpeDropout).upTo(filter.maxLength())
                : PairVariation.NONE)
        .seed(seed + part * APART)
        .build();
  }
}
