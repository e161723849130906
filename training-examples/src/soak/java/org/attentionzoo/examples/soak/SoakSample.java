package org.attentionzoo.examples.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process holds at a moment, as Linux sees it.
 *
 * @param seconds since the start
 * @param megabytes resident (10⁶ bytes), heap and native memory together
 * @param threads of the process
 * @param files that are open
 */
record SoakSample(double seconds, double megabytes, int threads, long files) {

  static SoakSample now(long startNanos) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return new SoakSample(
          (System.nanoTime() - startNanos) * 1e-9,
          number(status, "VmRSS:") * 1024 / 1e6,
          (int) number(status, "Threads:"),
          files.count());
    }
  }

  private static long number(List<String> lines, String field) {
    String line = lines.stream().filter(each -> each.startsWith(field)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
