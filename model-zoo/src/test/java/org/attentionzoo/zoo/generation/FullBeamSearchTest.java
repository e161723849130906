package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code Decoding.beam(n).lengthNormalization(α)}, the search of fairseq and Hugging Face's
 * Transformers. That it finds what theirs finds is tested with imported models.
 */
class FullBeamSearchTest {

  private static final int[][] ONE = {{1}};

  private static Generator generator(StepScorer scorer) {
    return new Generator(scorer, FakeScorer.BOS, FakeScorer.EOS);
  }

  /** A model of four tokens, begin and end among them, by the prefix without its begin. */
  private static FakeScorer model(Function<List<Integer>, double[]> probabilities) {
    return new FakeScorer(4) {
      @Override
      float[] logProbabilities(int[] source, List<Integer> prefix) {
        double[] next = probabilities.apply(prefix.subList(1, prefix.size()));
        float[] logs = new float[next.length + 1]; // never the begin
        logs[0] = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < next.length; i++) {
          logs[i + 1] = (float) Math.log(next[i]);
        }
        return logs;
      }
    };
  }

  private static double[] of(double end, double two, double three) {
    return new double[] {end, two, three};
  }

  private record Scored(List<Integer> tokens, boolean finished, double score) {}

  private static void enumerate(
      FakeScorer scorer, List<Integer> prefix, double soFar, double alpha, List<Scored> into) {
    float[] scores = scorer.logProbabilities(ONE[0], prefix);
    int steps = prefix.size(); // the begin is none, the next one is
    for (int token = 1; token < 5; token++) {
      double sum = soFar + scores[token];
      List<Integer> longer = new ArrayList<>(prefix);
      longer.add(token);
      if (token == FakeScorer.EOS) {
        List<Integer> tokens = longer.subList(1, longer.size() - 1);
        into.add(new Scored(tokens, true, sum / Math.pow(steps, alpha)));
      } else if (steps == 4) {
        into.add(new Scored(longer.subList(1, longer.size()), false, sum / Math.pow(steps, alpha)));
      } else {
        enumerate(scorer, longer, sum, alpha, into);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.6, 1, 2})
  void aWideBeamFindsWhatExhaustiveSearchFinds(double alpha) {
    FakeScorer scorer = new FakeScorer(128, 5); // 3 usable tokens and EOS, 4 steps
    List<Hypothesis> found =
        generator(scorer)
            .generate(ONE, Decoding.beam(128).lengthNormalization(alpha).nBest(128).maxLength(4))
            .get(0);
    List<Scored> all = new ArrayList<>();
    enumerate(scorer, List.of(FakeScorer.BOS), 0, alpha, all);
    all.sort(Comparator.comparingDouble(Scored::score).reversed());
    assertThat(all).hasSize(121);
    assertThat(found).hasSize(121);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).tokens()).containsExactly(array(all.get(i).tokens));
      assertThat(found.get(i).finished()).isEqualTo(all.get(i).finished);
      assertThat(found.get(i).score()).isCloseTo(all.get(i).score, within(1e-9));
    }
  }

  private static int[] array(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void anEndedHypothesisTakesNoPlaceOfTheBeam() {
    Function<List<Integer>, double[]> probabilities =
        prefix -> prefix.isEmpty() ? of(0.4, 0.35, 0.25) : of(0.9, 0.05, 0.05);
    FakeScorer scorer = model(probabilities);
    List<Hypothesis> found =
        generator(scorer)
            .generate(ONE, Decoding.beam(2).lengthNormalization(0).nBest(2).maxLength(2))
            .get(0);
    assertThat(scorer.rowsPerStep).containsExactly(1, 2);
    assertThat(found.get(0).tokens()).isEmpty();
    assertThat(found.get(1).tokens()).containsExactly(2);
    FakeScorer other = model(probabilities);
    generator(other).best(ONE, Decoding.beam(2).nBest(2).maxLength(2));
    assertThat(other.rowsPerStep).containsExactly(1, 1); // there it does
  }

  @Test
  void whatIsNotAmongTheBestCandidatesDoesNotEnd() {
    // the end at once is more probable than all that follows, but third: only the best two count
    FakeScorer scorer =
        model(prefix -> prefix.isEmpty() ? of(0.2, 0.45, 0.35) : of(0.34, 0.33, 0.33));
    List<Hypothesis> found =
        generator(scorer)
            .generate(ONE, Decoding.beam(2).lengthNormalization(0).nBest(2).maxLength(2))
            .get(0);
    assertThat(found).hasSize(2).allMatch(each -> each.steps() == 2);
    assertThat(found.get(0).logProbability()).isCloseTo(Math.log(0.45 * 0.34), within(1e-6));
  }

  @Test
  void itStopsWhereNothingThatGoesOnIsBetterByNow() {
    // "2 2 2 2" would have -0.2 a token in the end, but has -0.8 now, and the end at once -0.7
    FakeScorer scorer =
        model(prefix -> prefix.isEmpty() ? of(0.5, 0.45, 0.05) : of(0.01, 0.98, 0.01));
    Decoding<?> decoding = Decoding.beam(1).lengthNormalization(1).maxLength(9);
    assertThat(generator(scorer).best(ONE, decoding).get(0).tokens()).isEmpty();
    assertThat(scorer.rowsPerStep).containsExactly(1);
  }

  @Test
  void itGoesOnWhereSomethingIs() {
    FakeScorer scorer = model(prefix -> prefix.isEmpty() ? of(0.3, 0.2, 0.5) : of(0.7, 0.2, 0.1));
    Hypothesis best =
        generator(scorer).best(ONE, Decoding.beam(2).lengthNormalization(1).maxLength(9)).get(0);
    assertThat(best.tokens()).containsExactly(3);
    assertThat(best.score()).isCloseTo(Math.log(0.5 * 0.7) / 2, within(1e-6));
    assertThat(best.logProbability()).isCloseTo(Math.log(0.5 * 0.7), within(1e-6));
  }

  @Test
  void whatGoesOnIsJudgedByItsScoreAndNotItsProbability() {
    // "2 2 2" is less probable than what ended, and better a token
    FakeScorer scorer = model(prefix -> prefix.isEmpty() ? of(0.3, 0.6, 0.1) : of(0.3, 0.65, 0.05));
    Hypothesis best =
        generator(scorer).best(ONE, Decoding.beam(2).lengthNormalization(1).maxLength(8)).get(0);
    assertThat(best.tokens()).containsExactly(2, 2, 2, 2, 2, 2, 2, 2);
    assertThat(scorer.rowsPerStep).hasSize(8);
  }

  @Test
  void itEndsOnlyWithAsManyAsTheBeamIsWide() {
    // one has ended and is better than all others; the beam is two, so the search goes on
    FakeScorer scorer = model(prefix -> prefix.isEmpty() ? of(0.9, 0.06, 0.04) : of(0.5, 0.3, 0.2));
    List<Hypothesis> found =
        generator(scorer)
            .generate(ONE, Decoding.beam(2).lengthNormalization(1).nBest(2).maxLength(9))
            .get(0);
    assertThat(found).hasSize(2);
    assertThat(scorer.rowsPerStep.size()).isGreaterThan(1);
    assertThat(found.get(0).tokens()).isEmpty();
  }

  @Test
  void whatIsCutOffRanksByItsScoreLikeAnyOther() {
    FakeScorer scorer = model(prefix -> of(0.1, 0.8, 0.1));
    List<Hypothesis> found =
        generator(scorer)
            .generate(ONE, Decoding.beam(2).lengthNormalization(1).nBest(2).maxLength(3))
            .get(0);
    assertThat(found.get(0).tokens()).containsExactly(2, 2, 2);
    assertThat(found.get(0).finished()).isFalse();
    assertThat(found.get(0).score()).isCloseTo(Math.log(0.8), within(1e-6));
    assertThat(scorer.rowsPerStep).hasSize(3).allMatch(rows -> rows <= 2);
  }
}
