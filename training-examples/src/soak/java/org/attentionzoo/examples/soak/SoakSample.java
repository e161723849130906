package org.attentionzoo.examples.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process holds at a moment, as Linux sees it.
 *
 * @param seconds since the start
 * @param megabytes resident (10⁶ bytes), heap and native memory together
 * @param heap used after the last collection that was asked for, in megabytes
 * @param threads of the process
 * @param files that are open
 */
record SoakSample(double seconds, double megabytes, double heap, int threads, long files) {

  /** Megabytes of the heap that are in use, after a collection. */
  static double collectedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }

  static SoakSample now(long startNanos, double heap) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return new SoakSample(
          (System.nanoTime() - startNanos) * 1e-9,
          number(status, "VmRSS:") * 1024 / 1e6,
          heap,
          (int) number(status, "Threads:"),
          files.count());
    }
  }

  private static long number(List<String> lines, String field) {
    String line = lines.stream().filter(each -> each.startsWith(field)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
