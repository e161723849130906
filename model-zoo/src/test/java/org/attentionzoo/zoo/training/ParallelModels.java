package org.attentionzoo.zoo.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.metrics.TokenStatistics;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.translation.ReferenceStatistics;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/** The three models, and one with a single table, which learn to write what they read backwards. */
enum ParallelModels {
  BAHDANAU {
    @Override
    ModelBuilder<?> builder(double dropout) {
      return AttentionSeq2Seq.builder().embeddingSize(12).units(16).dropout(dropout);
    }
  },
  SEQ2SEQ {
    @Override
    ModelBuilder<?> builder(double dropout) {
      return Seq2Seq.builder().embeddingSize(12).units(20).layers(1).dropout(dropout);
    }
  },
  TRANSFORMER {
    @Override
    ModelBuilder<?> builder(double dropout) {
      return tiny(dropout);
    }
  },
  TIED {
    @Override
    ModelBuilder<?> builder(double dropout) {
      return tiny(dropout).tying(Tying.ALL);
    }
  };

  static final int V = 11;

  abstract ModelBuilder<?> builder(double dropout);

  ComputationGraph net(IUpdater updater, double dropout) {
    return net(updater, dropout, 7);
  }

  ComputationGraph net(IUpdater updater, double dropout, long seed) {
    return builder(dropout).vocabularySize(V).updater(updater).seed(seed).build().init();
  }

  private static TransformerModelBuilder tiny(double dropout) {
    return Transformer.builder()
        .modelSize(16)
        .heads(2)
        .feedForwardSize(32)
        .layers(1)
        .dropout(dropout);
  }

  /** Pairs of one to five tokens, several lengths in a batch: padding on either side. */
  static List<SequencePair> pairs(int count, long seed) {
    return pairs(count, seed, 4, V);
  }

  /** The same with the tokens from one to before another. */
  static List<SequencePair> pairs(int count, long seed, int from, int to) {
    Random random = new Random(seed);
    List<SequencePair> pairs = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int[] source = random.ints(1 + random.nextInt(5), from, to).toArray();
      int[] target = new int[source.length];
      for (int i = 0; i < source.length; i++) {
        target[i] = source[source.length - 1 - i];
      }
      pairs.add(new SequencePair(source, target));
    }
    return pairs;
  }

  static MultiDataSet batch(int count, long seed) {
    return SequenceBatch.of(pairs(count, seed));
  }

  /** Batches of different sizes and lengths. */
  static List<MultiDataSet> batches(int count) {
    List<MultiDataSet> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(batch(2 + i % 3, 100 + i));
    }
    return batches;
  }

  /** Nats a token on pairs that it was not trained with. */
  static double loss(ComputationGraph net) {
    return loss(net, pairs(100, 5));
  }

  /** Nats a token on these. */
  static double loss(ComputationGraph net, List<SequencePair> pairs) {
    TokenStatistics found = ReferenceStatistics.of(net, pairs, 50, () -> {});
    return found.crossEntropy();
  }

  static INDArray state(ComputationGraph net) {
    return net.getUpdater().getStateViewArray();
  }
}
