package org.attentionzoo.examples.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.translation.ReferenceStatistics;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Copying four tokens of ten: what a small Transformer has to learn, attention and all. */
final class CopyTask {

  /** Batches of the task. */
  static final int BATCHES = 64;

  /** Pairs in each. */
  static final int BATCH = 16;

  private static final int V = 14;

  private CopyTask() {}

  /** A Transformer that has learnt nothing, the same one each time. */
  static ComputationGraph net(double learningRate) {
    return Transformer.builder()
        .modelSize(32)
        .heads(2)
        .feedForwardSize(64)
        .layers(1)
        .dropout(0)
        .vocabularySize(V)
        .updater(new Adam(learningRate))
        .seed(7)
        .build()
        .init();
  }

  /** The batches, so many times one after the other. */
  static List<MultiDataSet> batches(int times) {
    return IntStream.range(0, times * BATCHES)
        .mapToObj(i -> (MultiDataSet) SequenceBatch.of(pairs(BATCH, 1000 + i % BATCHES)))
        .toList();
  }

  /** Nats a token on pairs that it was not trained with. */
  static double loss(ComputationGraph net) {
    return ReferenceStatistics.of(net, pairs(200, 5), 50, () -> {}).crossEntropy();
  }

  private static List<SequencePair> pairs(int count, long seed) {
    Random random = new Random(seed);
    List<SequencePair> pairs = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int[] tokens = random.ints(4, 4, V).toArray();
      pairs.add(new SequencePair(tokens, tokens.clone()));
    }
    return pairs;
  }
}
