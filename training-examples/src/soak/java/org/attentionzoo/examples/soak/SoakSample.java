package org.attentionzoo.examples.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What this process holds at a moment, as Linux sees it; memory in 10⁶ bytes.
 *
 * @param minutes since the start
 * @param resident heap and native memory together, without what is mapped from files
 * @param allocated native memory that is in use
 * @param heap used after the last collection that was asked for
 * @param threads of the process
 * @param files that are open
 * @param requests that were answered so far
 */
record SoakSample(
    double minutes,
    double resident,
    double allocated,
    double heap,
    int threads,
    long files,
    long requests) {

  /** Of the heap in use, after a collection. */
  static double collectedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }

  static SoakSample now(long startNanos, double heap, long requests) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return new SoakSample(
          (System.nanoTime() - startNanos) * 1e-9 / 60,
          number(status, "RssAnon:") * 1024 / 1e6,
          Malloc.bytes() / 1e6,
          heap,
          (int) number(status, "Threads:"),
          files.count(),
          requests);
    }
  }

  /** Of a table with commas. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%.4f,%.3f,%.3f,%.3f,%d,%d,%d",
        minutes,
        resident,
        allocated,
        heap,
        threads,
        files,
        requests);
  }

  private static long number(List<String> lines, String field) {
    String line = lines.stream().filter(each -> each.startsWith(field)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
