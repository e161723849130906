package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplingTest {

  private static final int[][] SOURCE = {{1, 2}};
  private static final double[] P = {0, 0.05, 0.4, 0.25, 0.15, 0.1, 0.05};
  private static final int DRAWS = 20000;

  /** The same distribution at every step. */
  private static final FakeScorer SCORER =
      new FakeScorer(P.length) {
        @Override
        float[] logProbabilities(int[] source, List<Integer> prefix) {
          float[] logs = new float[P.length];
          for (int i = 0; i < P.length; i++) {
            logs[i] = (float) Math.log(P[i]);
          }
          return logs;
        }
      };

  private static Generator generator(StepScorer scorer) {
    return new Generator(scorer, FakeScorer.BOS, FakeScorer.EOS);
  }

  /** Counts the first tokens of many samples; ended at once counts as EOS. */
  private static int[] counts(SamplingDecoding decoding) {
    int[] counts = new int[P.length];
    for (Hypothesis hypothesis :
        generator(SCORER).generate(SOURCE, decoding.samples(DRAWS).maxLength(1)).get(0)) {
      counts[hypothesis.finished() ? FakeScorer.EOS : hypothesis.tokens()[0]]++;
    }
    return counts;
  }

  /** Chi-square over the tokens that can occur; tokens that cannot must not. */
  private static void assertFollows(int[] counts, double... expected) {
    double sum = Arrays.stream(expected).sum();
    double chiSquare = 0;
    for (int v = 0; v < P.length; v++) {
      if (expected[v] == 0) {
        assertThat(counts[v]).as("token %d", v).isZero();
      } else {
        double mean = DRAWS * expected[v] / sum;
        chiSquare += (counts[v] - mean) * (counts[v] - mean) / mean;
      }
    }
    assertThat(chiSquare).isLessThan(20.5); // p = 0.001 at 5 degrees of freedom, the most here
  }

  @Test
  void samplesFollowTheModelsDistribution() {
    assertFollows(counts(Decoding.sample().seed(1)), P);
  }

  @Test
  void temperatureSharpensOrFlattens() {
    for (double temperature : new double[] {0.5, 2}) {
      double[] expected = Arrays.stream(P).map(p -> Math.pow(p, 1 / temperature)).toArray();
      assertFollows(counts(Decoding.sample().temperature(temperature).seed(2)), expected);
    }
  }

  @Test
  void topKKeepsTheKMostProbable() {
    assertFollows(counts(Decoding.sample().topK(3).seed(3)), 0, 0, 0.4, 0.25, 0.15, 0, 0);
  }

  @Test
  void onATieTopKKeepsTheLowerId() {
    assertFollows(counts(Decoding.sample().topK(5).seed(3)), 0, 0.05, 0.4, 0.25, 0.15, 0.1, 0);
  }

  @Test
  void topPKeepsTheFewestThatReachP() {
    assertFollows(counts(Decoding.sample().topP(0.6).seed(4)), 0, 0, 0.4, 0.25, 0, 0, 0);
    assertFollows(counts(Decoding.sample().topP(0.7).seed(4)), 0, 0, 0.4, 0.25, 0.15, 0, 0);
  }

  @Test
  void temperatureTopKAndTopPApplyInThisOrder() {
    // p² of the top 3: 0.16, 0.0625, 0.0225; of their sum 0.245 the first two reach 0.9
    SamplingDecoding decoding = Decoding.sample().temperature(0.5).topK(3).topP(0.9).seed(5);
    assertFollows(counts(decoding), 0, 0, 0.16, 0.0625, 0, 0, 0);
  }

  @Test
  void suppressedTokensGiveTheirShareToTheOthers() {
    assertFollows(counts(Decoding.sample().suppress(2).seed(6)), 0, 0.05, 0, 0.25, 0.15, 0.1, 0.05);
  }

  @Test
  void topKOfOneAndAVeryLowTemperatureAreGreedy() {
    int[][] sources = {{3}, {4, 5}, {6}, {7, 7}};
    Generator generator = generator(new FakeScorer(6));
    List<Hypothesis> greedy = generator.best(sources, Decoding.greedy());
    assertThat(generator.best(sources, Decoding.sample().topK(1))).isEqualTo(greedy);
    assertThat(generator.best(sources, Decoding.sample().temperature(1e-6))).isEqualTo(greedy);
    assertThat(generator.best(sources, Decoding.sample().topP(1e-9))).isEqualTo(greedy);
  }

  @Test
  void theSeedDecides() {
    int[][] sources = {{3}, {3}, {3}, {3}, {3}, {3}, {3}, {3}};
    Generator generator = generator(new FakeScorer(50));
    List<Hypothesis> first = generator.best(sources, Decoding.sample().seed(11));
    assertThat(generator.best(sources, Decoding.sample().seed(11))).isEqualTo(first);
    assertThat(generator.best(sources, Decoding.sample().seed(12))).isNotEqualTo(first);
    assertThat(first.stream().distinct()).hasSizeGreaterThan(6); // rows have streams of their own
  }

  @Test
  void whatIsDrawnDependsOnTheNumberOfTheSentenceAndNotOnTheBatch() {
    int[][] sources = {{3}, {3}, {4, 5}, {3}, {6}};
    Generator generator = generator(new FakeScorer(50));
    Decoding<?> decoding = Decoding.sample().samples(2).seed(11);
    List<List<Hypothesis>> together = generator.generate(sources, decoding);
    for (int n = 0; n < sources.length; n++) {
      assertThat(generator.generate(new int[][] {sources[n]}, new long[] {n}, decoding).get(0))
          .isEqualTo(together.get(n));
    }
    assertThat(together.get(0)).isNotEqualTo(together.get(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.generate(sources, new long[] {1}, decoding))
        .withMessage("1 numbers for 5 sources");
  }

  @Test
  void severalSamplesOfASourceComeTogether() {
    int[][] sources = {{3}, {4, 5}};
    List<List<Hypothesis>> found =
        generator(new FakeScorer(50)).generate(sources, Decoding.sample().samples(3).seed(2));
    assertThat(found).hasSize(2).allMatch(samples -> samples.size() == 3);
    assertThat(found.get(0).stream().distinct()).hasSize(3);
  }

  @Test
  void logProbabilitiesAreThoseBeforeTemperatureAndTruncation() {
    Hypothesis hypothesis =
        generator(SCORER)
            .best(SOURCE, Decoding.sample().temperature(0.1).topK(1).maxLength(2))
            .get(0);
    assertThat(hypothesis.tokens()).containsExactly(2, 2);
    assertThat(hypothesis.logProbability()).isCloseTo(2 * Math.log(0.4), within(1e-6));
  }

  @Test
  void badOptionsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.sample().temperature(0))
        .withMessage("temperature must be positive and finite, but is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.sample().topP(1.1))
        .withMessage("topP must be in (0, 1], but is 1.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.sample().topP(0))
        .withMessageContaining("0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.sample().topK(0))
        .withMessage("topK must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoding.sample().samples(0))
        .withMessage("samples must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator(SCORER).best(SOURCE, Decoding.sample().topK(8)))
        .withMessage("topK must be at most the vocabulary size (7), but is 8");
  }
}
