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
      FastExp.exp(exponentials, new float[v], 0, v);

      TokenScores scores = rows.of(logits);

      assertThat(scores.logits()).isEqualTo(lowered);
      assertThat(scores.logNormalizer())
          .isEqualTo((float) Math.log(Reduce.sum(exponentials, 0, v)));
      double sum = 0;
      for (float logit : logits(v, seed)) {
        sum += Math.exp(logit - (double) max);
      }
      assertThat(scores.logNormalizer()).isCloseTo((float) Math.log(sum), within(1e-5f));
      for (int lane = 0; lane < scores.lanes(); lane++) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = lane; i < v; i += scores.lanes()) {
          highest = Math.max(highest, lowered[i]);
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
    float normalizer = first.logNormalizer();
    rows.of(logits(4000, 2));
    assertThat(rows.of(logits(4000, 1)).logNormalizer()).isEqualTo(normalizer);
  }
}
