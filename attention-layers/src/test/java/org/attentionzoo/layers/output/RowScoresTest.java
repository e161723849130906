package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.Reduce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowScoresTest {

  private final RowScores rows = new RowScores();

  private static float[] logits(int v, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[v];
    for (int i = 0; i < v; i++) {
      logits[i] = (float) (20 * random.nextDouble() - 3);
    }
    return logits;
  }

  /** Lengths about those at which a row is seen in blocks, and rests of all kinds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 511, 1535, 1536, 1537, 2047, 2048, 8000})
  void scoresAreThoseOfTheWholeRowToTheLastBit(int v) {
    for (long seed = 0; seed < 3; seed++) {
      float[] logits = logits(v, seed);
      float max = Reduce.max(logits, 0, v);
      float[] lowered = logits.clone();
      for (int i = 0; i < v; i++) {
        lowered[i] -= max;
      }
      float[] exponentials = lowered.clone();
      FastExp.exp(exponentials, 0, v);

      TokenScores scores = rows.of(logits);

      float normalizer = (float) Math.log(Reduce.sum(exponentials, 0, v));
      assertThat(scores.logProbability(v / 2)).isEqualTo(lowered[v / 2] - normalizer);
      assertThat(scores.logProbabilities()[v - 1]).isEqualTo(lowered[v - 1] - normalizer);
      assertThat(scores.logits()).isEqualTo(logits(v, seed));
      double sum = 0;
      for (float logit : logits(v, seed)) {
        sum += Math.exp(logit - (double) max);
      }
      assertThat(normalizer).isCloseTo((float) Math.log(sum), within(1e-5f));
      for (int lane = 0; lane < scores.lanes(); lane++) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = lane; i < v; i += scores.lanes()) {
          highest = Math.max(highest, logits[i]);
        }
        assertThat(scores.peak(lane)).isEqualTo(highest);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5000})
  void whatIsNotANumberIsFoundWhereverItIs(int v) {
    for (int at : new int[] {0, v / 2, v - 1}) {
      float[] logits = logits(v, 1);
      logits[at] = Float.NaN;
      assertThat(rows.of(logits).firstAbove(0)).isBetween(0, at);
      Arrays.fill(logits, Float.NEGATIVE_INFINITY);
      assertThat(rows.of(logits).firstAbove(0)).isZero();
    }
  }

  @Test
  void oneRowLeavesNothingToTheNext() {
    TokenScores first = rows.of(logits(4000, 1));
    float probability = first.logProbability(0);
    rows.of(logits(4000, 2)).logProbability(0);
    assertThat(rows.of(logits(4000, 1)).logProbability(0)).isEqualTo(probability);
  }

  /** So that a search which compares logits pays for no exponentials. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5000})
  void theNormalizerIsComputedWhenAskedFor(int v) {
    float[] logits = logits(v, 1);
    TokenScores scores = rows.of(logits);
    assertThat(scores.firstAbove(0)).isEqualTo(-1);
    Arrays.fill(logits, 2); // seen only by what is computed later
    assertThat(scores.logProbability(0) - scores.logProbability(v - 1)).isZero();
    assertThat(scores.firstAbove(-1)).isEqualTo(-1);
  }
}
