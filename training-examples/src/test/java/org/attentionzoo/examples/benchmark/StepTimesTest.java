package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepTimesTest {
  @Test
  void measuresFiveStepsAfterTwoEvenWithoutTime() {
    AtomicInteger steps = new AtomicInteger();
    StepTimes times = StepTimes.of(steps::incrementAndGet, 0, 0);
    assertThat(steps).hasValue(7);
    assertThat(times.count()).isEqualTo(5);
  }

  @Test
  void theMedianIsOfTheMeasuredSteps() {
    assertThat(new StepTimes(new double[] {9, 1, 2, 100, 3}).medianMillis()).isEqualTo(3);
  }
}
