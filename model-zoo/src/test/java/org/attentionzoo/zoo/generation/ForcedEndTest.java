package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Decoding#forceEnd}: the last step that there may be is the end, with probability 1. */
class ForcedEndTest {

  private static final int[][] SOURCES = {{3, 4}, {7}, {2, 9, 9}, {5}};

  static Stream<Decoding<?>> everySearch() {
    return Stream.of(
        Decoding.greedy(),
        Decoding.beam(3).nBest(3),
        Decoding.beam(3).lengthPenalty(0.6).nBest(2),
        Decoding.beam(3).lengthNormalization(1).nBest(3),
        Decoding.sample().seed(3).samples(4));
  }

  private static List<List<Hypothesis>> generate(StepScorer scorer, Decoding<?> decoding) {
    return new Generator(scorer, FakeScorer.BOS, FakeScorer.EOS).generate(SOURCES, decoding);
  }

  /** Whose end has a probability of its own, but seldom comes. */
  private static FakeScorer seldomEnds() {
    return new FakeScorer(9) {
      @Override
      float[] logProbabilities(int[] source, List<Integer> prefix) {
        float[] logs = super.logProbabilities(source, prefix);
        logs[EOS] -= 6;
        return logs;
      }
    };
  }

  @ParameterizedTest
  @MethodSource("everySearch")
  void whatIsAsLongAsMayBeEnds(Decoding<?> decoding) {
    int forced = 0;
    for (List<Hypothesis> found : generate(seldomEnds(), decoding.maxLength(4).forceEnd())) {
      assertThat(found).isNotEmpty();
      for (Hypothesis each : found) {
        assertThat(each.finished()).isTrue();
        assertThat(each.tokens()).hasSize(each.steps() - 1).doesNotContain(FakeScorer.EOS);
        float last = each.tokenLogProbabilities()[each.steps() - 1];
        if (each.steps() == 4) {
          assertThat(last).isZero();
          forced++;
        } else {
          assertThat(last).isNegative();
        }
        double sum = 0;
        for (float step : each.tokenLogProbabilities()) {
          sum += step;
        }
        assertThat(each.logProbability()).isEqualTo(sum);
      }
    }
    assertThat(forced).isPositive();
  }

  @ParameterizedTest
  @MethodSource("everySearch")
  void elseItIsCutOff(Decoding<?> decoding) {
    assertThat(generate(seldomEnds(), decoding.maxLength(4)))
        .allSatisfy(found -> assertThat(found).anyMatch(each -> !each.finished()))
        .allSatisfy(found -> assertThat(found).allMatch(each -> each.steps() <= 4));
  }

  @Test
  void theFirstTokensAreThoseOfASearchOfOneStepLess() {
    List<List<Hypothesis>> forced =
        generate(seldomEnds(), Decoding.greedy().maxLength(4).forceEnd());
    List<List<Hypothesis>> cut = generate(seldomEnds(), Decoding.greedy().maxLength(3));
    for (int n = 0; n < SOURCES.length; n++) {
      assertThat(forced.get(n).get(0).tokens()).isEqualTo(cut.get(n).get(0).tokens());
      assertThat(forced.get(n).get(0).logProbability())
          .isEqualTo(cut.get(n).get(0).logProbability());
    }
  }

  @ParameterizedTest
  @MethodSource("everySearch")
  void withRoomForTheEndAloneNothingElseIsWritten(Decoding<?> decoding) {
    for (List<Hypothesis> found : generate(new FakeScorer(9), decoding.maxLength(1).forceEnd())) {
      assertThat(found)
          .allSatisfy(
              each -> {
                assertThat(each.tokens()).isEmpty();
                assertThat(each.finished()).isTrue();
                assertThat(each.logProbability()).isZero();
              });
    }
  }

  @Test
  void theForcedEndLooksSomewhere() {
    Hypothesis found =
        generate(seldomEnds(), Decoding.greedy().maxLength(3).forceEnd().withAttention())
            .get(2)
            .get(0);
    assertThat(found.attention()).hasDimensions(3, SOURCES[2].length);
  }
}
