package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of this process, Java heap and native buffers together, as the operating system sees it.
 */
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** The most that was ever resident, in megabytes (10⁶ bytes); null where there is no /proc. */
  static Double peakMegabytes() {
    return megabytes("VmHWM:");
  }

  /** What is resident now, in megabytes (10⁶ bytes); null where there is no /proc. */
  static Double residentMegabytes() {
    return megabytes("VmRSS:");
  }

  private static Double megabytes(String field) {
    if (!Files.isReadable(STATUS)) {
      return null;
    }
    try {
      return parse(Files.readAllLines(STATUS), field);
    } catch (IOException e) {
      return null; // a system that has the file but does not give it
    }
  }

  /** Of lines like {@code "VmHWM: 123456 kB"}, where kB are 1024 bytes. */
  static Double parse(List<String> lines, String field) {
    for (String line : lines) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
      }
    }
    return null;
  }
}
