package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeLeftTest {

  private static final double FOREVER = Double.POSITIVE_INFINITY;

  @Test
  void atFirstNothingIsKnown() {
    assertThat(TimeLeft.of(20, 1, FOREVER).at(1, 30)).isInfinite();
    assertThat(TimeLeft.of(20, 1, 100).at(1, 30)).as("but a limit").isEqualTo(70);
  }

  @Test
  void aResumedTrainingGoesByItsOwnPaceAndTheFirstLimit() {
    assertThat(left(new TimeLeft(40, FOREVER)))
        .as("40 - 24 - 3 batches at 30 s each")
        .isEqualTo(13 * 30);
    assertThat(left(TimeLeft.of(15, 2, FOREVER))).as("15 updates of 2 batches").isEqualTo(90);
    assertThat(left(new TimeLeft(40, 5100))).isEqualTo(10);
    assertThat(left(new TimeLeft(27, FOREVER))).isZero();
  }

  /** After three more batches of 30 s. */
  private static double left(TimeLeft left) {
    double seconds = 5000;
    for (int batch = 5; batch < 7; batch++) {
      left.at(20 + batch, seconds += 30);
    }
    return left.at(27, seconds + 30);
  }
}
