package org.attentionzoo.zoo.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 500 damaged zips in each build, 20,000 with {@code -Pfuzz}; {@code -Dfuzz.seed} makes others. */
class ZipFuzzTest {

  private static final int CASES = Integer.getInteger("fuzz.cases", 500);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  @TempDir Path folder;

  @Test
  void noDamagedZipDoesHarmAndEachIsRefusedClearlyOrRuns() throws Exception {
    FuzzRun run = new FuzzRun(System.getProperty("java.class.path"), folder, SEED, CASES);
    run.run();
    System.out.printf("Damaged zips, seed %d: %s%n", SEED, run.counts());
    assertThat(run.failures().values()).isEmpty();
    assertThat(run.counts().values().stream().mapToInt(count -> count).sum()).isEqualTo(CASES);
    assertThat(run.counts()).containsOnlyKeys(Outcome.FINE, Outcome.CLEAR);
  }
}
