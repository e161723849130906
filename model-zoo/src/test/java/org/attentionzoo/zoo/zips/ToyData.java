package org.attentionzoo.zoo.zips;

import java.util.List;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.text.Vocabulary;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Two sentences over seven tokens, to be written backwards. */
final class ToyData {

  static final Vocabulary VOCABULARY = Vocabulary.of(List.of("a", "b", "c"));

  /** The longest source. */
  static final int LONGEST = 3;

  private static final List<SequencePair> PAIRS = List.of(pair(4, 5, 6), pair(6, 4));

  private ToyData() {}

  private static SequencePair pair(int... source) {
    int[] target = new int[source.length];
    for (int i = 0; i < source.length; i++) {
      target[i] = source[source.length - 1 - i];
    }
    return new SequencePair(source, target);
  }

  /** The batch that every toy learns from. */
  static MultiDataSet batch() {
    return SequenceBatch.of(PAIRS);
  }
}
