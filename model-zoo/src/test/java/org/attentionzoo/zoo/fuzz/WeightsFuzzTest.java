package org.attentionzoo.zoo.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 500 damaged files of each format in each build, 20,000 with {@code -Pfuzz}; {@code -Dfuzz.seed}
 * makes others.
 */
class WeightsFuzzTest {

  private static final int CASES = Integer.getInteger("fuzz.cases", 500);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void noDamagedFileDoesHarmAndEachIsRefusedClearlyOrRead(WeightsFormat format) throws IOException {
    FuzzCases cases = new FuzzCases(WeightsFuzzChild.class, folder, format, SEED).run(CASES);
    assertThat(cases.failures()).isEmpty();
    assertThat(cases.counts().get(Outcome.CLEAR)).isGreaterThan(CASES / 4);
    assertThat(cases.counts()).containsOnlyKeys(Outcome.FINE, Outcome.CLEAR);
  }
}
