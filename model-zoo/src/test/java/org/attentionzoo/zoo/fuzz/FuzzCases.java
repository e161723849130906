package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Damaged files or folders of a kind, read by processes of their own, and what came of them. */
final class FuzzCases {

  private final Class<?> program;
  private final Path folder;
  private final Object kind;
  private final long seed;
  private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
  private final List<String> failures = new ArrayList<>();

  /**
   * @param program takes folder, kind, seed, first case and number of cases, and says what {@link
   *     FuzzChild} says
   */
  FuzzCases(Class<?> program, Path folder, Object kind, long seed) {
    this.program = program;
    this.folder = folder;
    this.kind = kind;
    this.seed = seed;
  }

  /** Runs so many cases, in a new process after each that died. */
  FuzzCases run(int cases) throws IOException {
    int next = 0;
    while (next < cases) {
      next = run(next, cases);
    }
    System.out.printf("Damaged %s, seed %d: %s%n", kind, seed, counts);
    return this;
  }

  private FuzzProcess start(int first, int count) throws IOException {
    String classPath = System.getProperty("java.class.path");
    return new FuzzProcess(program, classPath, folder, kind, seed, first, count);
  }

  /** Runs cases until the process ends; the first that is left. */
  private int run(int first, int end) throws IOException {
    try (FuzzProcess process = start(first, end - first)) {
      for (int number = first; number < end; number++) {
        Verdict verdict = process.verdict();
        if (verdict == null) {
          if (number == first) {
            throw new IOException("a process ended before its first case");
          }
          return number;
        }
        boolean hangs = verdict.outcome() == Outcome.HANG;
        count(number, hangs ? alone(number) : verdict);
        if (hangs || verdict.outcome() == Outcome.CRASH) {
          return number + 1;
        }
      }
      return end;
    }
  }

  /** Once more, as the machine may have been busy. */
  private Verdict alone(int number) throws IOException {
    try (FuzzProcess process = start(number, 1)) {
      Verdict verdict = process.verdict();
      return verdict != null ? verdict : new Verdict(Outcome.CRASH, "the process does not begin");
    }
  }

  private void count(int number, Verdict verdict) {
    counts.merge(verdict.outcome(), 1, Integer::sum);
    if (!verdict.outcome().good()) {
      failures.add(
          "%s, seed %d, case %d: %s: %s"
              .formatted(kind, seed, number, verdict.outcome(), verdict.message()));
    }
  }

  /** How often each outcome came. */
  Map<Outcome, Integer> counts() {
    return counts;
  }

  /** Cases that went wrong. */
  List<String> failures() {
    return failures;
  }
}
