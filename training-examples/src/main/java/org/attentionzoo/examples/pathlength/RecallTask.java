package org.attentionzoo.examples.pathlength;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.text.Vocabulary;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Recall the k-th symbol: the source is a sequence of random symbols, and only the decoder is told
 * which one to name, so that the encoder cannot know what to remember.
 *
 * <pre>
 *   source        (1, x1) (2, x2) … (S, xS)     each a token of its own
 *   target in     BOS  k   k   xk
 *   to predict    –    –   xk  –
 * </pre>
 *
 * <p>It is told twice, since Bahdanau's decoder chooses where to look before it reads the token of
 * that step (2014, eq. 6: e_ij depends on s_{i-1}).
 *
 * <p>A source token is a symbol with its place. Without it, models that read one token after the
 * other would have to learn to count first, and what is compared here is remembering.
 *
 * @param length of every source, S
 * @param symbols number of different symbols
 */
record RecallTask(int length, int symbols) {

  private static final int SPECIALS = Vocabulary.SPECIAL_TOKENS.size();

  /** The place of the answer among the target positions. */
  static final int ANSWER = 2;

  int sourceVocabulary() {
    return SPECIALS + length * symbols;
  }

  /** The symbols, then the questions. */
  int targetVocabulary() {
    return SPECIALS + symbols + length;
  }

  /**
   * Random sources, each asked for a random place.
   *
   * @param n number of examples
   */
  MultiDataSet batch(int n, Random random) {
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      pairs.add(asked(randomSource(length, random), 1 + random.nextInt(length)));
    }
    return of(pairs);
  }

  /**
   * Random sources, all asked for the same place.
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

  /** Random symbols at the places 1 to the length, as ids. */
  int[] randomSource(int length, Random random) {
    return IntStream.range(0, length)
        .map(i -> SPECIALS + i * symbols + random.nextInt(symbols))
        .toArray();
  }

  /** Random symbols as ids of the target. */
  int[] randomTarget(int length, Random random) {
    return random.ints(length, SPECIALS, SPECIALS + symbols).toArray();
  }

  /** The example that asks for the k-th symbol of a source. */
  SequencePair asked(int[] source, int place) {
    int question = SPECIALS + symbols + place - 1;
    int answer = SPECIALS + (source[place - 1] - SPECIALS) % symbols;
    return new SequencePair(source, new int[] {question, question, answer});
  }

  /** Only the answer counts: the question cannot be predicted. */
  private static MultiDataSet of(List<SequencePair> pairs) {
    MultiDataSet batch = SequenceBatch.of(pairs);
    INDArray mask = Nd4j.zeros(batch.getLabelsMaskArray(0).shape()); // [N, T]
    mask.getColumn(ANSWER).assign(1);
    batch.setLabelsMaskArray(0, mask);
    return batch;
  }
}
