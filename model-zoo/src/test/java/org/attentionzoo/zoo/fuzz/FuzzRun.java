package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Many {@link ZipCase}s, in processes of their own, and how often which {@link Outcome} came. */
final class FuzzRun {

  private static final int PROCESSES = 2;
  private static final int CASES_A_PROCESS = 250;

  private final String classPath;
  private final Path folder;
  private final long seed;
  private final int cases;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<IOException> error = new AtomicReference<>();
  private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
  private final Map<Integer, String> failures = new TreeMap<>();

  /**
   * @param classPath of the processes
   * @param folder an empty one
   */
  FuzzRun(String classPath, Path folder, long seed, int cases) {
    this.classPath = classPath;
    this.folder = folder;
    this.seed = seed;
    this.cases = cases;
  }

  /**
   * Runs all cases.
   *
   * @throws IOException if that cannot be done, whatever the zips do
   */
  void run() throws IOException, InterruptedException {
    for (StartModel start : StartModel.values()) {
      start.write(folder);
    }
    Thread[] threads = new Thread[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
      threads[i] = new Thread(this::work);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (error.get() != null) {
      throw error.get();
    }
  }

  private void work() {
    int first;
    while ((first = next.getAndAdd(CASES_A_PROCESS)) < cases) {
      int end = Math.min(cases, first + CASES_A_PROCESS);
      try {
        while (first < end) { // in a new process after each that died
          first = run(first, end);
        }
      } catch (IOException e) {
        error.compareAndSet(null, e);
        return;
      }
    }
  }

  /** Runs the cases until the process ends; the first case that is left. */
  private int run(int first, int end) throws IOException {
    try (FuzzProcess process =
        new FuzzProcess(classPath, folder, FuzzChild.CASES, seed, first, end - first)) {
      for (int number = first; number < end; number++) {
        Verdict verdict = process.verdict();
        if (verdict == null) {
          if (number == first) {
            throw new IOException("a process ended before its first case");
          }
          return number;
        }
        if (verdict.outcome() == Outcome.HANG) { // or the machine was busy
          verdict = alone(number);
          count(number, verdict);
          return number + 1;
        }
        count(number, verdict);
        if (verdict.outcome() == Outcome.CRASH) {
          return number + 1;
        }
      }
    }
    return end;
  }

  private Verdict alone(int number) throws IOException {
    try (FuzzProcess process =
        new FuzzProcess(classPath, folder, FuzzChild.CASES, seed, number, 1)) {
      return process.verdict();
    }
  }

  private synchronized void count(int number, Verdict verdict) {
    counts.merge(verdict.outcome(), 1, Integer::sum);
    if (!verdict.outcome().good()) {
      String damage;
      try {
        ZipCase zip = ZipCase.of(folder, seed, number);
        damage = zip.start() + ", " + zip.damage();
      } catch (IOException e) {
        damage = e.toString();
      }
      failures.put(
          number,
          "seed %d case %d (%s): %s: %s"
              .formatted(seed, number, damage, verdict.outcome(), verdict.message())
              .replaceAll("\\p{Cntrl}", "?"));
    }
  }

  /** How often each outcome came. */
  Map<Outcome, Integer> counts() {
    return counts;
  }

  /** Cases that went wrong, by number: seed, damage, and what came. */
  Map<Integer, String> failures() {
    return failures;
  }

  /** Runs cases outside the tests: class path of the processes, seed, number of cases. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fuzz");
    FuzzRun run =
        new FuzzRun(
            arguments[0], folder, Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
    run.run();
    run.failures.values().forEach(System.out::println);
    System.out.println(run.counts + " in " + folder);
  }
}
