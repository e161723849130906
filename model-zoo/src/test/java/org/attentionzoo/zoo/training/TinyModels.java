package org.attentionzoo.zoo.training;

import java.util.List;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;

/** Models with dropout and a schedule over eight tokens, and a few batches for them. */
enum TinyModels {
  BAHDANAU {
    @Override
    ModelBuilder<?> builder() {
      return AttentionSeq2Seq.builder().embeddingSize(6).units(6).dropout(0.2);
    }
  },
  SEQ2SEQ {
    @Override
    ModelBuilder<?> builder() {
      return Seq2Seq.builder().embeddingSize(6).units(5).layers(2).dropout(0.2);
    }
  },
  TRANSFORMER {
    @Override
    ModelBuilder<?> builder() {
      return Transformer.builder().modelSize(8).heads(2).feedForwardSize(12).layers(2).dropout(0.2);
    }
  };

  private static final Vocabulary VOCABULARY = Vocabulary.of(List.of("a", "b", "c", "d"));

  abstract ModelBuilder<?> builder();

  ModelZip create(long seed) {
    ComputationGraph network =
        builder()
            .vocabularySize(VOCABULARY.size())
            .updater(new Adam(new NoamSchedule(8, 3, 0.1)))
            .seed(seed)
            .build()
            .init();
    return new ModelZip(network, VOCABULARY, VOCABULARY, ModelCard.builder(name()).build());
  }

  /** One step with a batch that depends on the iteration. */
  static void fit(ComputationGraph network) {
    int length = 1 + network.getIterationCount() % 3;
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = 4 + (i + network.getIterationCount()) % 4;
    }
    List<SequencePair> pairs =
        List.of(new SequencePair(ids, ids), new SequencePair(new int[] {5, 7}, new int[] {7, 5}));
    network.fit(SequenceBatch.of(pairs));
  }

  static void fit(ComputationGraph network, int steps) {
    for (int i = 0; i < steps; i++) {
      fit(network);
    }
  }
}
