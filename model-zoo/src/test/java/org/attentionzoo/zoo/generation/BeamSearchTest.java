package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeamSearchTest {

  private static final int[][] SOURCES = {{3, 4}, {7}, {2, 9, 9}, {5}};

  private static Generator generator(StepScorer scorer) {
    return new Generator(scorer, FakeScorer.BOS, FakeScorer.EOS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.6, 2})
  void aBeamOfOneIsGreedySearch(double alpha) {
    FakeScorer scorer = new FakeScorer(6);
    int[][] sources = new int[40][];
    Arrays.setAll(sources, n -> new int[] {n, n % 7});
    List<Hypothesis> greedy = generator(scorer).best(sources, Decoding.greedy());
    List<Hypothesis> beam = generator(scorer).best(sources, Decoding.beam(1).lengthPenalty(alpha));
    for (int n = 0; n < sources.length; n++) {
      assertThat(beam.get(n).tokens()).containsExactly(greedy.get(n).tokens());
      assertThat(beam.get(n).logProbability()).isEqualTo(greedy.get(n).logProbability());
      assertThat(beam.get(n).finished()).isEqualTo(greedy.get(n).finished());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.6, 1, 3})
  void aWideBeamFindsWhatExhaustiveSearchFinds(double alpha) {
    // 3 usable tokens and EOS, 4 steps: at most 27 live hypotheses with 108 extensions
    FakeScorer scorer = new FakeScorer(128, 5);
    Decoding<?> decoding = Decoding.beam(128).lengthPenalty(alpha).nBest(20).maxLength(4);
    List<List<Hypothesis>> found = generator(scorer).generate(SOURCES, decoding);
    for (int n = 0; n < SOURCES.length; n++) {
      List<Scored> all = new ArrayList<>();
      enumerate(scorer, SOURCES[n], new ArrayList<>(List.of(0)), 0, 4, alpha, all);
      all.sort(Comparator.comparingDouble(Scored::score).reversed());
      assertThat(all).hasSize(121); // 1 + 3 + 9 + 27 sentences, 81 cut off
      for (int i = 0; i < 20; i++) {
        assertThat(found.get(n).get(i).tokens()).containsExactly(all.get(i).tokens);
        assertThat(found.get(n).get(i).score()).isCloseTo(all.get(i).score, within(1e-9));
      }
    }
  }

  @Test
  void theLengthPenaltyFavoursLongerSentences() {
    FakeScorer scorer = new FakeScorer(128, 5);
    int plain = 0;
    int penalised = 0;
    for (int n = 0; n < 20; n++) {
      int[][] source = {{n}};
      Decoding<?> decoding = Decoding.beam(60).maxLength(6);
      plain += generator(scorer).best(source, decoding).get(0).steps();
      decoding = Decoding.beam(60).maxLength(6).lengthPenalty(3);
      penalised += generator(scorer).best(source, decoding).get(0).steps();
    }
    assertThat(penalised).isGreaterThan(plain + 10);
  }

  @Test
  void scoresAreThoseOfWu2016() {
    // p(EOS) = 1/4 after "2", which has p = 1/2: log(1/8) / ((5 + 2) / 6)^0.6
    Hypothesis best =
        generator(chain()).best(new int[][] {{1}}, Decoding.beam(3).lengthPenalty(0.6)).get(0);
    assertThat(best.tokens()).containsExactly(2);
    assertThat(best.logProbability()).isCloseTo(Math.log(1 / 8.0), within(1e-6));
    assertThat(best.score()).isCloseTo(Math.log(1 / 8.0) / 1.0969, within(1e-3));
  }

  @Test
  void theSearchStopsWhenNothingLiveCanWin() {
    // "EOS at once" has p = 0.9: no other sentence can reach it, however long it may grow.
    FakeScorer scorer =
        new FakeScorer(6) {
          @Override
          float[] logProbabilities(int[] source, List<Integer> prefix) {
            return logs(0, 0.9, 0.04, 0.03, 0.02, 0.01);
          }
        };
    Hypothesis best = generator(scorer).best(new int[][] {{1}}, Decoding.beam(4)).get(0);
    assertThat(best.tokens()).isEmpty();
    assertThat(best.finished()).isTrue();
    assertThat(scorer.rowsPerStep).containsExactly(1);
  }

  @Test
  void aFinishedHypothesisDoesNotEndASearchThatCanStillWin() {
    // EOS at once 0.4; "2 EOS" 0.6 · 0.99: with n best = 1 the first must not stop the search
    FakeScorer scorer =
        new FakeScorer(4) {
          @Override
          float[] logProbabilities(int[] source, List<Integer> prefix) {
            return prefix.size() == 1 ? logs(0, 0.4, 0.6, 0) : logs(0, 0.99, 0.01, 0);
          }
        };
    assertThat(generator(scorer).best(new int[][] {{1}}, Decoding.beam(2)).get(0).tokens())
        .containsExactly(2);
  }

  @Test
  void hypothesesCutOffRankByTheirScoreLikeAnyOther() {
    // "2 2 2" cut off has p = 0.8^3, "EOS" 0.1, "2 EOS" 0.08, "2 2 EOS" and others 0.064
    FakeScorer scorer =
        new FakeScorer(4) {
          @Override
          float[] logProbabilities(int[] source, List<Integer> prefix) {
            return logs(0, 0.1, 0.8, 0.1);
          }
        };
    List<Hypothesis> found =
        generator(scorer)
            .generate(new int[][] {{1}}, Decoding.beam(4).nBest(4).maxLength(3))
            .get(0);
    assertThat(found).hasSize(4);
    assertThat(found).extracting(Hypothesis::finished).startsWith(false, true, true);
    assertThat(found.get(0).tokens()).containsExactly(2, 2, 2);
    assertThat(found.get(1).tokens()).isEmpty();
    assertThat(found.get(2).tokens()).containsExactly(2);
    assertThat(found)
        .extracting(Hypothesis::score)
        .isSortedAccordingTo(Comparator.<Double>naturalOrder().reversed());
  }

  @Test
  void rowsNeverExceedTheBeamPerSentence() {
    FakeScorer scorer = new FakeScorer(30);
    generator(scorer).best(SOURCES, Decoding.beam(3).maxLength(8));
    assertThat(scorer.rowsPerStep.get(0)).isEqualTo(4);
    assertThat(scorer.rowsPerStep).allMatch(rows -> rows <= 3 * 4);
    assertThat(scorer.rowsPerStep).contains(3 * 4);
  }

  @Test
  void badOptionsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.beam(0))
        .withMessage("beam must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.beam(4).lengthPenalty(-0.1))
        .withMessage("lengthPenalty must be 0 or more, but is -0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.beam(4).lengthPenalty(Double.NaN))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.beam(4).nBest(5))
        .withMessage("nBest must be at most the beam (4), but is 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator(new FakeScorer(6)).best(SOURCES, Decoding.beam(7)))
        .withMessage("beam must be at most the vocabulary size (6), but is 7");
  }

  private record Scored(int[] tokens, double score) {}

  private static void enumerate(
      FakeScorer scorer,
      int[] source,
      List<Integer> prefix,
      double logProbability,
      int stepsLeft,
      double alpha,
      List<Scored> into) {
    if (stepsLeft == 0) {
      int steps = prefix.size() - 1;
      double cutOff = logProbability / Math.pow((5.0 + steps) / 6.0, alpha);
      into.add(new Scored(prefix.stream().skip(1).mapToInt(i -> i).toArray(), cutOff));
      return;
    }
    float[] scores = scorer.logProbabilities(source, prefix);
    int length = prefix.size(); // BOS not counted, EOS counted
    double finished = (logProbability + scores[1]) / Math.pow((5.0 + length) / 6.0, alpha);
    into.add(new Scored(prefix.stream().skip(1).mapToInt(i -> i).toArray(), finished));
    for (int token = 2; token < 5; token++) {
      prefix.add(token);
      enumerate(scorer, source, prefix, logProbability + scores[token], stepsLeft - 1, alpha, into);
      prefix.remove(prefix.size() - 1);
    }
  }

  /**
   * 2 with p = 1/2, then EOS with p = 1/4 or 3 for ever, less and less probable; nothing else ends.
   */
  private static FakeScorer chain() {
    return new FakeScorer(4) {
      @Override
      float[] logProbabilities(int[] source, List<Integer> prefix) {
        return switch (prefix.get(prefix.size() - 1)) {
          case 0 -> logs(0, 0, 0.5, 0.5);
          case 2 -> logs(0, 0.25, 0, 0.75);
          default -> logs(0, 0, 0, 0.5);
        };
      }
    };
  }

  private static float[] logs(double... probabilities) {
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    return logs;
  }
}
