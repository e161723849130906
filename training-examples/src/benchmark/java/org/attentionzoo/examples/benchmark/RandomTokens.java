package org.attentionzoo.examples.benchmark;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Sentences of random tokens, all of one length and without masks. */
final class RandomTokens {
  private final SplittableRandom random;
  private final int vocabulary;

  RandomTokens(long seed, int vocabulary) {
    this.random = new SplittableRandom(seed);
    this.vocabulary = vocabulary;
  }

  /** Ids {@code [N][T]}. */
  int[][] sentences(int batch, int length) {
    int[][] ids = new int[batch][length];
    for (int[] row : ids) {
      Arrays.setAll(row, t -> random.nextInt(vocabulary));
    }
    return ids;
  }

  /** Source, target and labels, {@code [N, T]} each and drawn independently. */
  MultiDataSet trainingBatch(int batch, int length) {
    return trainingBatch(batch, length, length);
  }

  /** Source {@code [N, S]}, target and labels {@code [N, T]}, drawn independently. */
  MultiDataSet trainingBatch(int batch, int sourceLength, int targetLength) {
    INDArray source = Nd4j.createFromArray(sentences(batch, sourceLength));
    INDArray target = Nd4j.createFromArray(sentences(batch, targetLength));
    INDArray labels = Nd4j.createFromArray(sentences(batch, targetLength));
    return new MultiDataSet(new INDArray[] {source, target}, new INDArray[] {labels}, null, null);
  }
}
