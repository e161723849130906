package org.attentionzoo.zoo.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 500 folders of other programs with damaged settings and vocabularies in each build, 20,000 with
 * {@code -Pfuzz}; {@code -Dfuzz.seed} makes others.
 */
class FolderFuzzTest {

  private static final int CASES = Integer.getInteger("fuzz.cases", 500);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  @TempDir Path folder;

  @Test
  void noDamagedFolderDoesHarmAndEachIsRefusedClearlyOrTranslates() throws IOException {
    FuzzCases cases = new FuzzCases(FolderFuzzChild.class, folder, "folders", SEED).run(CASES);
    assertThat(cases.failures()).isEmpty();
    assertThat(cases.counts().get(Outcome.CLEAR)).isGreaterThan(CASES / 4);
    assertThat(cases.counts()).containsOnlyKeys(Outcome.FINE, Outcome.CLEAR);
  }
}
