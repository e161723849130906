package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanScoresTest {

  private static TokenScores of(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]) + 2;
    }
    return new TokenScores(logits, 2);
  }

  @Test
  void theMeanOfEachRowIsShown() {
    MeanScores mean = new MeanScores(2, 3);
    mean.read(0, of(0.5, 0.5, 0));
    mean.read(1, of(0.2, 0.3, 0.5));
    mean.read(1, of(0.6, 0.3, 0.1));
    mean.read(0, of(0.7, 0.3, 0));

    float[][] shown = new float[2][];
    mean.show((row, scores) -> shown[row] = scores.logProbabilities());

    assertRow(shown[0], 0.6, 0.4, 0);
    assertRow(shown[1], 0.4, 0.3, 0.3);
  }

  private static void assertRow(float[] logProbabilities, double... expected) {
    for (int token = 0; token < expected.length; token++) {
      assertThat(Math.exp(logProbabilities[token])).isCloseTo(expected[token], within(1e-6));
    }
  }

  @Test
  void aRowThatAModelHasNotGivenIsNamed() {
    MeanScores mean = new MeanScores(2, 2);
    mean.read(0, of(0.5, 0.5));
    assertThatIllegalStateException()
        .isThrownBy(() -> mean.show((row, scores) -> {}))
        .withMessage("row 1 was read of 0 models, row 0 of 1");
    assertThatIllegalStateException()
        .isThrownBy(() -> new MeanScores(1, 2).show((row, scores) -> {}));
  }

  @Test
  void rowsAndScoresThatDoNotFitAreRefused() {
    MeanScores mean = new MeanScores(2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mean.read(2, of(0.5, 0.5)))
        .withMessage("row must be at most 1, but is 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mean.read(0, of(1)))
        .withMessage("number of scores must be at least 2, but is 1");
  }
}
