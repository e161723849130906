package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.attentionzoo.zoo.model.AttentionOrder;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.SequenceModel;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What decoding keeps and never runs again writes what whole passes over each prefix write. */
class KeptDecodingTest {

  private static final int VOCABULARY = 30;
  private static final double ENDS = 2; // logit of the end: hypotheses of all lengths
  private static final double TOLERANCE = 2e-4;

  /** Batches of changing sizes and lengths, one after the other. */
  private static final int[][][] BATCHES = {
    {{5, 6, 7, 8, 9, 10}, {12}, {13, 14, 15}, {16, 17}}, {{20, 21, 22, 23}}, {{9, 5}, {18}}
  };

  private static final List<Decoding<?>> SEARCHES =
      List.of(
          Decoding.greedy().maxLength(8),
          Decoding.beam(4).nBest(3).lengthPenalty(0.6).maxLength(8),
          Decoding.beam(3).nBest(3).lengthNormalization(1).maxLength(8));

  static Stream<ModelBuilder<?>> models() {
    return Stream.of(
        transformer(),
        transformer().layers(2).dataType(DataType.DOUBLE),
        AttentionSeq2Seq.builder().embeddingSize(8).units(10),
        AttentionSeq2Seq.builder()
            .embeddingSize(8)
            .units(10)
            .order(AttentionOrder.LUONG)
            .inputFeeding(true),
        Seq2Seq.builder().embeddingSize(8).units(10));
  }

  private static TransformerModelBuilder transformer() {
    return Transformer.tiny().modelSize(12).heads(3).feedForwardSize(20).layers(1);
  }

  private static ComputationGraph network(ModelBuilder<?> model, long seed) {
    ComputationGraph net = model.vocabularySize(VOCABULARY).seed(seed).build().init();
    net.getParam(SequenceModel.OUTPUT + "_b").putScalar(Vocabulary.EOS, ENDS);
    return net;
  }

  private static StepScorer whole(ComputationGraph net) {
    return new WholePassScorer(net, VOCABULARY);
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyModelWritesTheSame(ModelBuilder<?> model) {
    ComputationGraph net = network(model, 5);
    assertSame(new GraphScorer(net), whole(net));
  }

  @Test
  void anEnsembleWritesTheSame() {
    ComputationGraph first = network(transformer(), 5);
    ComputationGraph second = network(AttentionSeq2Seq.builder().embeddingSize(8).units(10), 6);
    assertSame(
        new EnsembleScorer(List.of(new GraphScorer(first), new GraphScorer(second))),
        new EnsembleScorer(List.of(whole(first), whole(second))));
  }

  private static void assertSame(StepScorer kept, StepScorer whole) {
    boolean ended = false;
    for (int[][] sources : BATCHES) {
      for (Decoding<?> search : SEARCHES) {
        List<List<Hypothesis>> expected = generator(whole).generate(sources, search);
        List<List<Hypothesis>> found = generator(kept).generate(sources, search);
        for (int n = 0; n < sources.length; n++) {
          assertThat(found.get(n)).hasSameSizeAs(expected.get(n));
          for (int i = 0; i < expected.get(n).size(); i++) {
            assertSame(found.get(n).get(i), expected.get(n).get(i));
            ended |= expected.get(n).get(i).finished();
          }
        }
      }
    }
    assertThat(ended).isTrue();
  }

  private static void assertSame(Hypothesis found, Hypothesis expected) {
    assertThat(found.tokens()).isEqualTo(expected.tokens());
    assertThat(found.finished()).isEqualTo(expected.finished());
    assertThat(found.score()).isCloseTo(expected.score(), within(TOLERANCE));
    assertThat(found.tokenLogProbabilities())
        .usingComparatorWithPrecision((float) TOLERANCE)
        .containsExactly(expected.tokenLogProbabilities());
  }

  private static Generator generator(StepScorer scorer) {
    return new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS);
  }
}
