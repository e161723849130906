package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.attentionzoo.layers.attention.Location;
import org.attentionzoo.zoo.model.AttentionOrder;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.AttentionSeq2SeqBuilder;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnsembleScorerTest {

  private static final int VOCABULARY = 700;
  private static final int[][] SOURCES = {{3, 4, 5}, {7}, {9, 2}, {6, 6, 6, 6}};

  /** Other probabilities for the same source and prefix. */
  private static FakeScorer other(int usable) {
    return new FakeScorer(8, usable) {
      @Override
      float[] logProbabilities(int[] source, List<Integer> prefix) {
        return super.logProbabilities(new int[] {99, source[0]}, prefix);
      }
    };
  }

  private static StepScorer network(ModelBuilder<?> model, long seed) {
    return new GraphScorer(
        model
            .sourceVocabularySize(VOCABULARY)
            .targetVocabularySize(VOCABULARY)
            .seed(seed)
            .build()
            .init());
  }

  static Stream<List<StepScorer>> ensembles() {
    return Stream.of(
        List.of(new FakeScorer(8), other(8)),
        List.of(new FakeScorer(8, 6), other(7), other(5)),
        List.of(
            network(Transformer.tiny().modelSize(12).heads(2).feedForwardSize(20).layers(1), 1),
            network(AttentionSeq2Seq.builder().embeddingSize(7).units(10), 2)));
  }

  @Test
  void itReadsAndWritesNoMoreThanEachMemberCan() {
    TransformerModelBuilder positions =
        Transformer.tiny().modelSize(12).heads(2).feedForwardSize(20).layers(1).learnedPositions(9);
    AttentionSeq2SeqBuilder located =
        AttentionSeq2Seq.builder().embeddingSize(7).units(10).score(new Location(7));
    for (StepScorer scorer :
        List.of(
            network(positions.tying(Tying.NONE), 1),
            network(positions.tying(Tying.ALL), 1),
            new EnsembleScorer(List.of(network(positions, 1), network(Seq2Seq.builder(), 2))))) {
      assertThat(scorer.longestSource()).isEqualTo(9);
      assertThat(scorer.maxSteps()).isEqualTo(9);
    }
    for (AttentionOrder order : AttentionOrder.values()) {
      StepScorer scorer = network(located.order(order), 1);
      assertThat(scorer.longestSource()).isEqualTo(7);
      assertThat(scorer.maxSteps()).isEqualTo(Long.MAX_VALUE);
    }
    EnsembleScorer both = new EnsembleScorer(List.of(network(positions, 1), network(located, 2)));
    assertThat(both.longestSource()).isEqualTo(7);
    assertThat(both.maxSteps()).isEqualTo(9);
    Decoding<?> endless = Decoding.greedy().suppress(0, 1);
    assertThat(new Generator(both, 2, 3).best(SOURCES, endless))
        .allMatch(hypothesis -> hypothesis.steps() <= 9)
        .anyMatch(hypothesis -> hypothesis.steps() == 9);
  }

  /** All that a model says at one step: [R][V] and [R][S]. */
  private record Step(float[][] logProbabilities, float[][] attention) {

    static Step of(DecoderState state, int[] tokens) {
      float[][] logProbabilities = new float[tokens.length][];
      state.step(tokens, (row, scores) -> logProbabilities[row] = scores.logProbabilities());
      return new Step(logProbabilities, state.attention());
    }
  }

  @ParameterizedTest
  @MethodSource("ensembles")
  void probabilitiesAndAttentionAreTheMeansOfTheMembers(List<StepScorer> members) {
    int[][] tokens = {{2, 2, 2, 2}, {3, 1, 4}, {3, 1, 2}};
    int[] selected = {2, 0, 0}; // the rows are reordered in between, and one ends
    StepScorer ensemble = new EnsembleScorer(members);
    try (DecoderState state = ensemble.begin(SOURCES, true)) {
      List<DecoderState> alone = members.stream().map(m -> m.begin(SOURCES, true)).toList();
      for (int step = 0; step < tokens.length; step++) {
        int[] chosen = tokens[step];
        List<Step> expected = alone.stream().map(member -> Step.of(member, chosen)).toList();
        Step mean = Step.of(state, chosen);
        for (int row = 0; row < chosen.length; row++) {
          assertMeans(mean, expected, row);
        }
        state.select(selected);
        alone.forEach(member -> member.select(selected));
      }
    }
  }

  private static void assertMeans(Step mean, List<Step> members, int row) {
    for (int token = 0; token < mean.logProbabilities()[row].length; token++) {
      double sum = 0;
      for (Step member : members) {
        sum += Math.exp(member.logProbabilities()[row][token]);
      }
      double found = mean.logProbabilities()[row][token];
      if (sum == 0) {
        assertThat(found).isEqualTo(Double.NEGATIVE_INFINITY);
      } else {
        assertThat(found).isCloseTo(Math.log(sum / members.size()), within(1e-5));
      }
    }
    for (int s = 0; s < mean.attention()[row].length; s++) {
      double sum = 0;
      for (Step member : members) {
        sum += member.attention()[row][s];
      }
      assertThat(mean.attention()[row][s])
          .isCloseTo((float) (sum / members.size()), within((float) (1e-6 * (1 + Math.abs(sum)))));
    }
  }

  @Test
  void aModelThatAgreesWithItselfWritesWhatItWritesAlone() {
    StepScorer alone =
        network(Transformer.tiny().modelSize(12).heads(2).feedForwardSize(20).layers(1), 5);
    StepScorer twice = new EnsembleScorer(List.of(alone, alone));
    for (Decoding<?> decoding :
        List.of(
            Decoding.greedy().maxLength(9).withAttention(),
            Decoding.beam(4).nBest(3).lengthPenalty(0.6).maxLength(9),
            Decoding.sample().seed(3).samples(2).maxLength(9))) {
      List<List<Hypothesis>> expected = new Generator(alone, 2, 3).generate(SOURCES, decoding);
      List<List<Hypothesis>> found = new Generator(twice, 2, 3).generate(SOURCES, decoding);
      for (int n = 0; n < SOURCES.length; n++) {
        assertThat(found.get(n)).hasSameSizeAs(expected.get(n));
        for (int i = 0; i < expected.get(n).size(); i++) {
          Hypothesis hypothesis = found.get(n).get(i);
          assertThat(hypothesis.tokens()).containsExactly(expected.get(n).get(i).tokens());
          assertThat(hypothesis.score())
              .isCloseTo(expected.get(n).get(i).score(), within(1e-4)); // of up to 10 steps
        }
      }
    }
  }

  @Test
  void theMembersAreClosedWithTheEnsembleAndWhenOneCannotBegin() {
    FakeScorer first = new FakeScorer(VOCABULARY);
    FakeScorer second = new FakeScorer(VOCABULARY);
    new EnsembleScorer(List.of(first, second)).begin(SOURCES, false).close();
    assertThat(first.closed).isTrue();
    assertThat(second.closed).isTrue();

    FakeScorer third = new FakeScorer(VOCABULARY);
    FakeScorer broken =
        new FakeScorer(VOCABULARY) {
          @Override
          public DecoderState begin(int[][] sources, boolean attention) {
            throw new IllegalArgumentException("broken");
          }
        };
    StepScorer ensemble = new EnsembleScorer(List.of(third, broken));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ensemble.begin(SOURCES, false))
        .withMessage("broken");
    assertThat(third.closed).isTrue();
  }

  @Test
  void attentionIsNeededOfEveryMember() {
    FakeScorer seeing = new FakeScorer(VOCABULARY);
    StepScorer blind = network(Seq2Seq.builder().embeddingSize(4).units(4), 1);
    Generator generator = new Generator(new EnsembleScorer(List.of(seeing, blind)), 2, 3);
    assertThatThrownBy(() -> generator.generate(SOURCES, Decoding.greedy().withAttention()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("no attention weights");
    assertThat(seeing.closed).isTrue();
  }

  @Test
  void modelsWithOtherVocabulariesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EnsembleScorer(List.of()))
        .withMessage("an ensemble needs at least one model");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EnsembleScorer(List.of(new FakeScorer(8), new FakeScorer(9))))
        .withMessage("model 2 of the ensemble has 9 target tokens, but model 1 has 8");
  }
}
