package org.attentionzoo.examples.dates;

import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.schedule.CosineDecaySchedule;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.model.AttentionOrder;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;

/** The zoo's models in sizes that learn the dates in minutes on two cores. */
public final class ZooDateModels implements DateModels {

  /** Share of the training in which the learning rate rises. */
  private static final double WARM_UP = 0.05;

  @Override
  public TrainableModel create(
      Kind kind, int sourceVocabulary, int targetVocabulary, int steps, long seed) {
    ModelBuilder<?> builder =
        switch (kind) {
          case BAHDANAU -> bahdanau().updater(adam(4e-3, steps));
          case LUONG -> luong().updater(adam(4e-3, steps));
          case SEQ2SEQ -> seq2Seq().updater(adam(4e-3, steps));
          case TRANSFORMER -> transformer().updater(adam(2e-3, steps));
        };
    ComputationGraph network =
        builder
            .sourceVocabularySize(sourceVocabulary)
            .targetVocabularySize(targetVocabulary)
            .gradientClipping(1)
            .seed(seed)
            .build()
            .init();
    return new TrainableModel(
        kind.toString(), network, new GraphScorer(network), kind != Kind.SEQ2SEQ);
  }

  private static IUpdater adam(double peak, int steps) {
    int warmUp = Math.max(1, (int) (WARM_UP * steps));
    return new FastAdam(new CosineDecaySchedule(peak, warmUp, Math.max(steps, warmUp + 1)));
  }

  private static ModelBuilder<?> bahdanau() {
    return AttentionSeq2Seq.builder().embeddingSize(64).units(128).score(new Additive(128));
  }

  private static ModelBuilder<?> luong() {
    return AttentionSeq2Seq.builder()
        .order(AttentionOrder.LUONG)
        .cell(Cell.LSTM)
        .embeddingSize(64)
        .units(128)
        .score(new General())
        .inputFeeding(true);
  }

  private static ModelBuilder<?> seq2Seq() {
    return Seq2Seq.builder().embeddingSize(64).units(256);
  }

  private static ModelBuilder<?> transformer() {
    return Transformer.builder().modelSize(128).heads(4).feedForwardSize(256).layers(2).dropout(0);
  }
}
