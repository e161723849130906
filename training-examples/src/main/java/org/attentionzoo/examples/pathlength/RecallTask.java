package org.attentionzoo.examples.pathlength;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.attentionzoo.zoo.text.SequenceBatch;
import org.attentionzoo.zoo.text.SequencePair;
import org.attentionzoo.zoo.text.Vocabulary;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Recall the k-th symbol: the source is a sequence of random symbols, and only the decoder is told
 * which one to name, so that the encoder cannot know what to remember.
 *
 * <pre>
 *   source        x1 x2 … xS
 *   target in     BOS  k   xk
 *   to predict    –    xk  –
 * </pre>
 *
 * @param length longest source, S
 * @param symbols number of different symbols
 */
record RecallTask(int length, int symbols) {

  private static final int SPECIALS = Vocabulary.SPECIAL_TOKENS.size();

  /** The place of the answer among the target positions. */
  static final int ANSWER = 1;

  int sourceVocabulary() {
    return SPECIALS + symbols;
  }

  /** The symbols, then the questions. */
  int targetVocabulary() {
    return SPECIALS + symbols + length;
  }

  /**
   * Sources of any length up to the longest, asked for any place.
   *
   * @param n number of examples
   */
  MultiDataSet batch(int n, Random random) {
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int[] source = randomSource(1 + random.nextInt(length), random);
      pairs.add(asked(source, 1 + random.nextInt(source.length)));
    }
    return of(pairs);
  }

  /**
   * Sources of full length, all asked for the same place.
   *
   * @param place k, from 1
   */
  MultiDataSet batch(int n, int place, Random random) {
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      pairs.add(asked(randomSource(length, random), place));
    }
    return of(pairs);
  }

  private int[] randomSource(int length, Random random) {
    return random.ints(length, SPECIALS, SPECIALS + symbols).toArray();
  }

  /** The example that asks for the k-th of these symbols. */
  SequencePair asked(int[] source, int place) {
    return new SequencePair(source, new int[] {SPECIALS + symbols + place - 1, source[place - 1]});
  }

  /** Only the answer counts: the question cannot be predicted. */
  private static MultiDataSet of(List<SequencePair> pairs) {
    MultiDataSet batch = SequenceBatch.of(pairs, false);
    INDArray mask = Nd4j.zeros(batch.getLabelsMaskArray(0).shape()); // [N, T]
    mask.getColumn(ANSWER).assign(1);
    batch.setLabelsMaskArray(0, mask);
    return batch;
  }

  /** A source of full length in which no symbol occurs twice. */
  int[] distinctSource(Random random) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < symbols; i++) {
      ids.add(SPECIALS + i);
    }
    Collections.shuffle(ids, random);
    return ids.stream().limit(length).mapToInt(Integer::intValue).toArray();
  }
}
