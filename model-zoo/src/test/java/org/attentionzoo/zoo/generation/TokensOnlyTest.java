package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.zoo.model.SequenceModel;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches for who reads tokens and nothing else. */
class TokensOnlyTest {
  private static final int[][] SOURCES = {{5, 6, 7, 8}, {9}, {10, 11, 12}};

  private static ComputationGraph network(int vocabulary) {
    return Transformer.tiny().vocabularySize(vocabulary).layers(1).seed(3).build().init();
  }

  private static Generator generator(StepScorer scorer) {
    return new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS);
  }

  private static List<List<Integer>> tokens(List<List<Hypothesis>> found) {
    return found.stream()
        .flatMap(List::stream)
        .map(hypothesis -> IntStream.of(hypothesis.tokens()).boxed().toList())
        .toList();
  }

  /** Vocabularies whose rows are summed up at once and in blocks. */
  @ParameterizedTest
  @ValueSource(ints = {40, 2000})
  void greedySearchFindsTheSameAndNoProbabilities(int vocabulary) {
    GraphScorer scorer = new GraphScorer(network(vocabulary));
    GreedyDecoding greedy = Decoding.greedy().maxLength(9).suppress(Vocabulary.PAD, 7);
    List<List<Hypothesis>> scored = generator(scorer).generate(SOURCES, greedy);
    // options that come later keep it
    List<List<Hypothesis>> bare =
        generator(scorer)
            .generate(SOURCES, Decoding.greedy().tokensOnly().maxLength(9).suppress(0, 7));

    assertThat(tokens(bare)).isEqualTo(tokens(scored));
    for (Hypothesis hypothesis : bare.stream().flatMap(List::stream).toList()) {
      assertThat(hypothesis.logProbability()).isNaN();
      assertThat(hypothesis.score()).isNaN();
      assertThat(hypothesis.tokenLogProbabilities())
          .hasSize(hypothesis.steps())
          .containsOnly(Float.NaN);
    }
    assertThat(scored.get(0).get(0).logProbability()).isNegative();
  }

  static Stream<Decoding<?>> others() {
    return Stream.of(
        Decoding.beam(3).nBest(2).maxLength(9), Decoding.sample().seed(4).samples(2).maxLength(9));
  }

  @ParameterizedTest
  @MethodSource("others")
  void otherSearchesStayAsTheyAre(Decoding<?> decoding) {
    GraphScorer scorer = new GraphScorer(network(40));
    assertThat(generator(scorer).generate(SOURCES, decoding.tokensOnly()))
        .isEqualTo(generator(scorer).generate(SOURCES, decoding));
  }

  /** What is no number is found although nothing is normalized. */
  @ParameterizedTest
  @ValueSource(ints = {40, 2000})
  void aModelWithoutNumbersIsAnError(int vocabulary) {
    ComputationGraph net = network(vocabulary);
    net.getParam(SequenceModel.OUTPUT + "_b").putScalar(30, Float.NaN);
    try (Generator generator = generator(new GraphScorer(net))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> generator.best(SOURCES, Decoding.greedy().maxLength(9).tokensOnly()))
          .withMessageContaining("log-probability is NaN");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aReaderMaySeeScoresTwice(int rows) {
    int[][] sources = new int[rows][];
    Arrays.setAll(sources, i -> new int[] {5 + i});
    try (GraphScorer scorer = new GraphScorer(network(2000));
        DecoderState state = scorer.begin(sources, false)) {
      RowReader reader =
          (row, scores) -> {
            float first = scores.logits()[30] - scores.logits()[31];
            float probability = scores.logProbability(30);
            assertThat(scores.logits()[30] - scores.logits()[31]).isEqualTo(first);
            assertThat(scores.logProbability(30)).isEqualTo(probability).isNegative();
            assertThat(scores.logProbabilities()[30]).isEqualTo(probability);
          };
      state.step(new int[rows], reader);
    }
  }
}
