package org.attentionzoo.examples.pathlength;

import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.schedule.CosineDecaySchedule;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;

/** The kinds of model that the lecture compares, in small sizes. */
enum PathModel {
  /** Everything goes through the encoder's last state: a path of O(S) steps. */
  RNN("RNN without attention", 4e-3) {
    @Override
    ModelBuilder<?> builder(int size) {
      return Seq2Seq.builder()
          .cell(Cell.GRU)
          .reverseSource(false)
          .embeddingSize(size)
          .units(size)
          .dropout(0);
    }
  },

  /** The decoder looks at each of the encoder's states: one step. */
  ATTENTION("RNN with attention", 4e-3) {
    @Override
    ModelBuilder<?> builder(int size) {
      return AttentionSeq2Seq.builder()
          .embeddingSize(size)
          .units(size)
          .score(new Additive(size))
          .maxoutSize(size)
          .dropout(0);
    }
  },

  /** No recurrence at all: one step in each layer. */
  TRANSFORMER("Transformer", 2e-3) {
    @Override
    ModelBuilder<?> builder(int size) {
      return Transformer.builder()
          .modelSize(size)
          .heads(4)
          .feedForwardSize(2L * size)
          .layers(2)
          .labelSmoothing(0)
          .dropout(0);
    }
  };

  private static final double WARM_UP = 0.1;

  private final String title;
  private final double learningRate;

  PathModel(String title, double learningRate) {
    this.title = title;
    this.learningRate = learningRate;
  }

  /** The name to show. */
  String title() {
    return title;
  }

  abstract ModelBuilder<?> builder(int size);

  /**
   * A network with random parameters.
   *
   * @param size of embeddings, states and layers, a multiple of 4
   * @param steps of the training, for the learning rate
   */
  ComputationGraph network(RecallTask task, int size, int steps, long seed) {
    int warmUp = Math.max(1, (int) (WARM_UP * steps));
    int end = Math.max(steps, warmUp + 1);
    return builder(size)
        .sourceVocabularySize(task.sourceVocabulary())
        .targetVocabularySize(task.targetVocabulary())
        .updater(new Adam(new CosineDecaySchedule(learningRate, warmUp, end)))
        .gradientClipping(1)
        .seed(seed)
        .build()
        .init();
  }
}
