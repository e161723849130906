package org.attentionzoo.zoo.generation;

import java.util.List;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Trains small models for a step and lets them write; {@link KernelsOffTest} runs it. */
final class TrainAndWrite {

  private TrainAndWrite() {}

  static ModelBuilder<?> transformer() {
    return Transformer.tiny()
        .modelSize(6)
        .heads(3)
        .feedForwardSize(10)
        .layers(1)
        .tying(Tying.ALL)
        .dropout(0.1);
  }

  static ModelBuilder<?> recurrent() {
    return AttentionSeq2Seq.builder().embeddingSize(5).units(6).dropout(0.1);
  }

  static List<ModelBuilder<?>> models() {
    return List.of(transformer(), recurrent());
  }

  static void run(ModelBuilder<?> model) {
    ComputationGraph net = model.vocabularySize(20).seed(1).build().init();
    int[] ids = {5, 6, 7};
    net.fit(SequenceBatch.of(List.of(new SequencePair(ids, ids))));
    new Generator(new GraphScorer(net), Vocabulary.BOS, Vocabulary.EOS)
        .generate(new int[][] {ids}, Decoding.beam(2).maxLength(2));
  }

  public static void main(String[] args) {
    models().forEach(TrainAndWrite::run);
  }
}
