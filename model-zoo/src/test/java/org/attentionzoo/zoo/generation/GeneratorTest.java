package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.layers.output.RowReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of search. */
class GeneratorTest {

  private static final int[][] SOURCES = {{3, 4, 5}, {7}, {9, 2}, {6, 6, 6, 6}, {8, 1}, {5, 3, 2}};

  static Stream<Decoding<?>> decodings() {
    return Stream.of(
        Decoding.greedy().maxLength(12),
        Decoding.beam(3).lengthPenalty(0.6).nBest(2).maxLength(12),
        Decoding.sample().seed(5).maxLength(12));
  }

  private static Generator generator(StepScorer scorer) {
    return new Generator(scorer, FakeScorer.BOS, FakeScorer.EOS);
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void aSourceIsTranslatedAlikeInEveryCompany(Decoding<?> decoding) {
    FakeScorer scorer = new FakeScorer(6);
    List<List<Hypothesis>> together = generator(scorer).generate(SOURCES, decoding);
    for (int n = 0; n < SOURCES.length; n++) {
      int[][] others = new int[SOURCES.length][];
      for (int i = 0; i < others.length; i++) {
        others[i] = i == n ? SOURCES[n] : new int[] {40 + i, 41};
      }
      assertThat(generator(scorer).generate(others, decoding).get(n)).isEqualTo(together.get(n));
    }
  }

  @Test
  void aloneAndInABatchGreedyAndBeamGiveTheSame() {
    FakeScorer scorer = new FakeScorer(6);
    for (Decoding<?> decoding : decodings().limit(2).toList()) {
      List<List<Hypothesis>> together = generator(scorer).generate(SOURCES, decoding);
      for (int n = 0; n < SOURCES.length; n++) {
        assertThat(generator(scorer).generate(new int[][] {SOURCES[n]}, decoding).get(0))
            .isEqualTo(together.get(n));
      }
    }
  }

  @Test
  void finishedSentencesLeaveTheBatch() {
    FakeScorer scorer = new FakeScorer(6);
    List<Hypothesis> results = generator(scorer).best(SOURCES, Decoding.greedy().maxLength(12));

    List<Integer> expected = new ArrayList<>();
    for (int step = 1;
        step <= results.stream().mapToInt(Hypothesis::steps).max().orElse(0);
        step++) {
      int at = step;
      expected.add((int) results.stream().filter(result -> result.steps() >= at).count());
    }
    assertThat(scorer.rowsPerStep).isEqualTo(expected);
    assertThat(expected).startsWith(6, 5, 4, 3, 2, 1);
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void everyHypothesisBeginsWithAPrefix(Decoding<?> decoding) {
    for (List<Hypothesis> all :
        generator(new FakeScorer(6)).generate(SOURCES, decoding.prefix(4, 3, 4))) {
      assertThat(all).isNotEmpty();
      for (Hypothesis each : all) {
        assertThat(each.tokens()).startsWith(4, 3, 4);
      }
    }
  }

  @Test
  void whatASearchFindsItGoesOnWith() {
    for (Decoding<?> decoding : decodings().limit(2).toList()) {
      for (int[] source : SOURCES) {
        Hypothesis found = generator(new FakeScorer(6)).best(new int[][] {source}, decoding).get(0);
        int[] start = Arrays.copyOf(found.tokens(), found.tokens().length / 2);
        assertThat(generator(new FakeScorer(6)).best(new int[][] {source}, decoding.prefix(start)))
            .containsExactly(found);
      }
    }
  }

  @Test
  void aPrefixHasToBePossible() {
    Generator generator = generator(new FakeScorer(6));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.best(SOURCES, Decoding.greedy().prefix(3, 6)))
        .withMessage(
            "cannot begin with token 6 of [3, 6]: expected ids in [0, 6) other than EOS (%d)",
            FakeScorer.EOS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.best(SOURCES, Decoding.greedy().prefix(FakeScorer.EOS)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.best(SOURCES, Decoding.beam(2).prefix(3, 3, 3).maxLength(2)))
        .withMessageContaining("prefix: sequence of length 3 is longer than the maximum length 2");
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void thePrefixIsNeverRunAgain(Decoding<?> decoding) {
    FakeScorer scorer = new FakeScorer(6);
    generator(scorer).generate(SOURCES, decoding);
    assertThat(scorer.rowsPerStep).hasSizeLessThanOrEqualTo(12);
    assertThat(scorer.rowsPerStep.get(0)).isEqualTo(SOURCES.length);
    assertThat(scorer.closed).isTrue();
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void theReportedLogProbabilitiesAreTheModels(Decoding<?> decoding) {
    FakeScorer scorer = new FakeScorer(6);
    List<List<Hypothesis>> results = generator(scorer).generate(SOURCES, decoding);
    for (int n = 0; n < SOURCES.length; n++) {
      for (Hypothesis hypothesis : results.get(n)) {
        List<Integer> prefix = new ArrayList<>(List.of(FakeScorer.BOS));
        double total = 0;
        for (int t = 0; t < hypothesis.steps(); t++) {
          int token = t < hypothesis.tokens().length ? hypothesis.tokens()[t] : FakeScorer.EOS;
          float expected = scorer.logProbabilities(SOURCES[n], prefix)[token];
          assertThat(hypothesis.tokenLogProbabilities()[t]).isEqualTo(expected);
          total += expected;
          prefix.add(token);
        }
        assertThat(hypothesis.logProbability()).isCloseTo(total, within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void attentionWeightsBelongToTheHypothesisAndItsSource(Decoding<?> decoding) {
    FakeScorer scorer = new FakeScorer(6);
    List<List<Hypothesis>> results = generator(scorer).generate(SOURCES, decoding.withAttention());
    for (int n = 0; n < SOURCES.length; n++) {
      for (Hypothesis hypothesis : results.get(n)) {
        assertThat(hypothesis.attention()).hasDimensions(hypothesis.steps(), SOURCES[n].length);
        List<Integer> prefix = new ArrayList<>(List.of(FakeScorer.BOS));
        for (int t = 0; t < hypothesis.steps(); t++) {
          assertThat(hypothesis.attention()[t])
              .containsExactly(FakeScorer.attention(SOURCES[n], prefix, SOURCES[n].length));
          prefix.add(t < hypothesis.tokens().length ? hypothesis.tokens()[t] : FakeScorer.EOS);
        }
      }
    }
    assertThat(generator(scorer).best(SOURCES, decoding).get(0).attention()).isNull();
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void theMaximumLengthCutsOffAndSaysSo(Decoding<?> decoding) {
    FakeScorer never =
        new FakeScorer(6) {
          @Override
          float[] logProbabilities(int[] source, List<Integer> prefix) {
            float[] scores = super.logProbabilities(source, prefix);
            scores[EOS] = Float.NEGATIVE_INFINITY;
            return scores;
          }
        };
    for (Hypothesis hypothesis : generator(never).best(SOURCES, decoding.maxLength(4))) {
      assertThat(hypothesis.finished()).isFalse();
      assertThat(hypothesis.tokens()).hasSize(4);
    }
    List<Hypothesis> relative = generator(never).best(SOURCES, decoding.maxLengthBeyondSource(2));
    for (int n = 0; n < SOURCES.length; n++) {
      assertThat(relative.get(n).tokens()).hasSize(SOURCES[n].length + 2);
    }
    assertThat(generator(never).best(new int[][] {{3, 4}}, Decoding.greedy()).get(0).tokens())
        .hasSize(52);
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void suppressedTokensNeverAppear(Decoding<?> decoding) {
    FakeScorer scorer = new FakeScorer(6);
    for (List<Hypothesis> hypotheses :
        generator(scorer).generate(SOURCES, decoding.suppress(2, 4))) {
      for (Hypothesis hypothesis : hypotheses) {
        assertThat(IntStream.of(hypothesis.tokens()).boxed()).doesNotContain(2, 4);
      }
    }
  }

  @Test
  void badInputIsNamed() {
    FakeScorer scorer = new FakeScorer(6);
    Generator generator = generator(scorer);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.generate(new int[0][], Decoding.greedy()))
        .withMessage("the batch holds no source sentence");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.generate(new int[][] {{3}, {}}, Decoding.greedy()))
        .withMessageContaining("source 1 of 2 is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Generator(scorer, 6, 1))
        .withMessage("BOS id 6 is outside the target vocabulary of 6 tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Generator(scorer, 0, -1))
        .withMessageContaining("EOS id -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.generate(SOURCES, Decoding.greedy().suppress(1)))
        .withMessageContaining("cannot suppress token 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.greedy().maxLength(0))
        .withMessage("maxLength must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.greedy().maxLengthBeyondSource(-1))
        .withMessageContaining("-1");
  }

  @Test
  void aModelThatBreaksTheContractIsTold() {
    assertThatIllegalStateException()
        .isThrownBy(() -> generator(constant(Float.NaN)).best(SOURCES, Decoding.greedy()))
        .withMessage("step 1, row 0, token 2: log-probability is NaN, expected at most 0");
    assertThatIllegalStateException()
        .isThrownBy(() -> generator(constant(2.5f)).best(SOURCES, Decoding.greedy()))
        .withMessageContaining("log-probability is 2.5");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> generator(constant(Float.NEGATIVE_INFINITY)).best(SOURCES, Decoding.beam(2)))
        .withMessageContaining("source 0, step 1: no token that may be generated");
  }

  @Test
  void aModelThatLeavesOutARowIsTold() {
    assertThatIllegalStateException()
        .isThrownBy(() -> generator(changed(row -> 0, 9)).best(SOURCES, Decoding.greedy()))
        .withMessage("step 1: the model showed no scores of row 1");
    assertThatIllegalStateException()
        .isThrownBy(() -> generator(changed(row -> row + 1, 9)).best(SOURCES, Decoding.greedy()))
        .withMessage("step 1: the model showed scores of row 6, but there are 6 rows");
    Decoding<?> seeing = Decoding.greedy().withAttention();
    assertThatIllegalStateException()
        .isThrownBy(() -> generator(changed(row -> row, 5)).best(SOURCES, seeing))
        .withMessage("step 1: the model returned attention weights for 5 rows, expected 6");
    assertThatIllegalStateException()
        .isThrownBy(() -> generator(changed(row -> row, 0)).best(SOURCES, seeing))
        .withMessage("step 1: the model returned attention weights for no rows, expected 6");
  }

  /** A model that takes rows for others, and returns attention weights of few rows. */
  private static StepScorer changed(IntUnaryOperator rows, int weights) {
    return new FakeScorer(6) {
      @Override
      public DecoderState begin(int[][] sources, boolean attention) {
        DecoderState state = super.begin(sources, attention);
        return new DecoderState() {
          @Override
          public void step(int[] tokens, RowReader reader) {
            state.step(tokens, (row, scores) -> reader.read(rows.applyAsInt(row), scores));
          }

          @Override
          public float[][] attention() {
            return weights == 0 ? null : Arrays.copyOf(state.attention(), weights);
          }

          @Override
          public void select(int[] selected) {
            state.select(selected);
          }
        };
      }
    };
  }

  /** A model that gives token 2 this score and all others none. */
  private static FakeScorer constant(float score) {
    return new FakeScorer(6) {
      @Override
      float[] logProbabilities(int[] source, List<Integer> prefix) {
        float[] scores = new float[6];
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        scores[2] = score;
        return scores;
      }
    };
  }
}
