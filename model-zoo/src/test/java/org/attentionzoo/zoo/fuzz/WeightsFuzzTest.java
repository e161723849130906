package org.attentionzoo.zoo.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
  private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
  private final List<String> failures = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void noDamagedFileDoesHarmAndEachIsRefusedClearlyOrRead(WeightsFormat format) throws IOException {
    int next = 0;
    while (next < CASES) { // in a new process after each that died
      next = run(format, next, CASES - next);
    }
    System.out.printf("Damaged files of weights, %s, seed %d: %s%n", format, SEED, counts);
    assertThat(failures).isEmpty();
    assertThat(counts.get(Outcome.CLEAR)).isGreaterThan(CASES / 4);
    assertThat(counts).containsOnlyKeys(Outcome.FINE, Outcome.CLEAR);
  }

  /** Runs cases until the process ends; the first that is left. */
  private int run(WeightsFormat format, int first, int count) throws IOException {
    try (FuzzProcess process =
        new FuzzProcess(
            WeightsFuzzChild.class,
            System.getProperty("java.class.path"),
            folder,
            format,
            SEED,
            first,
            count)) {
      for (int number = first; number < first + count; number++) {
        Verdict verdict = process.verdict();
        if (verdict == null) {
          if (number == first) {
            throw new IOException("a process ended before its first case");
          }
          return number;
        }
        counts.merge(verdict.outcome(), 1, Integer::sum);
        if (!verdict.outcome().good()) {
          failures.add(
              "%s, seed %d, case %d: %s: %s"
                  .formatted(format, SEED, number, verdict.outcome(), verdict.message()));
        }
        if (verdict.outcome() == Outcome.CRASH || verdict.outcome() == Outcome.HANG) {
          return number + 1;
        }
      }
      return first + count;
    }
  }
}
