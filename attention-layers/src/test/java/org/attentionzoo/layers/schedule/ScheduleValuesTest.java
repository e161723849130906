package org.attentionzoo.layers.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.ISchedule;

/** Rates against numbers worked out by hand; iteration = step - 1. */
class ScheduleValuesTest {

  private static final Offset<Double> EPS = within(1e-12);

  @Test
  void noamFollowsEquation3OfVaswani2017() {
    ISchedule noam = new NoamSchedule(512, 4000);
    // step 1: 512^-0.5 · 4000^-1.5; step 4000: (512 · 4000)^-0.5; step 16000: half of the peak
    assertThat(noam.valueAt(0, 0)).isCloseTo(1.746928107421711e-7, within(1e-19));
    assertThat(noam.valueAt(3999, 0)).isCloseTo(6.987712429686843e-4, within(1e-15));
    assertThat(noam.valueAt(15999, 0)).isCloseTo(3.4938562148434216e-4, within(1e-15));
  }

  @Test
  void theFactorMultipliesTheWholeNoamCurve() {
    ISchedule one = new NoamSchedule(64, 10);
    ISchedule two = new NoamSchedule(64, 10, 2.0);
    for (int i = 0; i < 30; i++) {
      assertThat(two.valueAt(i, 0)).isCloseTo(2 * one.valueAt(i, 0), EPS);
    }
  }

  @Test
  void inverseSquareRootPeaksAtTheEndOfTheWarmUp() {
    ISchedule schedule = new InverseSquareRootSchedule(0.5, 4);
    assertThat(schedule.valueAt(0, 0)).isCloseTo(0.125, EPS);
    assertThat(schedule.valueAt(3, 0)).isCloseTo(0.5, EPS);
    assertThat(schedule.valueAt(15, 0)).isCloseTo(0.25, EPS);
    assertThat(schedule.valueAt(63, 0)).isCloseTo(0.125, EPS);
  }

  @Test
  void inverseSquareRootIsNoamGivenByItsPeak() {
    ISchedule noam = new NoamSchedule(256, 100, 3.0);
    ISchedule peak = new InverseSquareRootSchedule(3.0 / Math.sqrt(256 * 100.0), 100);
    for (int i : new int[] {0, 1, 98, 99, 100, 5000}) {
      assertThat(peak.valueAt(i, 0)).isCloseTo(noam.valueAt(i, 0), EPS);
    }
  }

  @Test
  void linearDecayRisesFallsAndStays() {
    ISchedule schedule = new LinearDecaySchedule(1.0, 4, 14, 0.5);
    assertThat(schedule.valueAt(0, 0)).isCloseTo(0.25, EPS);
    assertThat(schedule.valueAt(3, 0)).isCloseTo(1.0, EPS);
    assertThat(schedule.valueAt(8, 0)).isCloseTo(0.75, EPS);
    assertThat(schedule.valueAt(13, 0)).isCloseTo(0.5, EPS);
    assertThat(schedule.valueAt(1000, 0)).isCloseTo(0.5, EPS);
  }

  @Test
  void cosineDecayRisesFallsAndStays() {
    ISchedule schedule = new CosineDecaySchedule(1.0, 4, 16, 0.2);
    assertThat(schedule.valueAt(1, 0)).isCloseTo(0.5, EPS);
    assertThat(schedule.valueAt(3, 0)).isCloseTo(1.0, EPS);
    // a third of the way: (1 + cos 60°) / 2 = 0.75; half: 0.5
    assertThat(schedule.valueAt(7, 0)).isCloseTo(0.2 + 0.8 * 0.75, EPS);
    assertThat(schedule.valueAt(9, 0)).isCloseTo(0.2 + 0.8 * 0.5, EPS);
    assertThat(schedule.valueAt(15, 0)).isCloseTo(0.2, EPS);
    assertThat(schedule.valueAt(999, 0)).isCloseTo(0.2, EPS);
  }

  @Test
  void decayWithoutWarmUpStartsNextToThePeak() {
    assertThat(new LinearDecaySchedule(1.0, 0, 10).valueAt(0, 0)).isCloseTo(0.9, EPS);
    assertThat(new CosineDecaySchedule(1.0, 0, 2).valueAt(0, 0)).isCloseTo(0.5, EPS);
  }

  @Test
  void theEpochIsIgnored() {
    ISchedule schedule = new NoamSchedule(8, 4);
    assertThat(schedule.valueAt(5, 7)).isEqualTo(schedule.valueAt(5, 0));
  }

  @Test
  void theLastPossibleIterationDoesNotWrap() {
    assertThat(new NoamSchedule(1, 1).valueAt(Integer.MAX_VALUE, 0))
        .isCloseTo(Math.pow(2, -15.5), EPS);
  }

  @Test
  void errorsNameTheValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NoamSchedule(0, 10))
        .withMessage("modelSize must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NoamSchedule(8, -3))
        .withMessage("warmupSteps must be at least 1, but is -3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NoamSchedule(8, 10, Double.NaN))
        .withMessage("factor must be positive and finite, but is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InverseSquareRootSchedule(-0.1, 10))
        .withMessage("peakRate must be positive and finite, but is -0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LinearDecaySchedule(0.1, 10, 10))
        .withMessageContaining("totalSteps is 10 and warmupSteps is 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CosineDecaySchedule(0.1, 0, 10, 0.2))
        .withMessage("finalRate must be in [0, peakRate], but is 0.2 with peakRate 0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NoamSchedule(8, 4).valueAt(-1, 0))
        .withMessage("iteration must be 0 or more, but is -1");
  }
}
