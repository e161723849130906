package org.attentionzoo.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoakTrendTest {

  /**
   * Half an hour, with a leak, a start that takes memory, an end that frees it, activations, and
   * now and then a long batch with a lot of them.
   */
  private static List<SoakSample> samples(double leak, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, 3650)
        .mapToDouble(i -> i / 120.0)
        .mapToObj(
            minute -> {
              double start = 40 * Math.min(1, minute / 5);
              double end = minute > 30.2 ? -50 : 0;
              double activations = 30 * random.nextDouble() + 5 * random.nextGaussian();
              double longBatch = random.nextInt(100) == 0 ? 300 * random.nextDouble() : 0;
              double held = 60 + start + leak * minute + end + activations + longBatch;
              return new SoakSample(minute, held, held, held, 0, 0, 0);
            })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aLeakIsSeenThroughWhatComesAndGoes(long seed) {
    assertThat(SoakTrend.ofMinute(samples(0, seed), 1, SoakSample::heap)).isBetween(-0.3, 0.3);
    assertThat(SoakTrend.ofMinute(samples(1, seed), 1, SoakSample::heap)).isBetween(0.7, 1.3);
  }
}
