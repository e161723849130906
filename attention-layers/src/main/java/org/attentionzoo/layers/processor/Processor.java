package org.attentionzoo.layers.processor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An x86 processor as Linux describes it.
 *
 * @param vendor such as "GenuineIntel"
 * @param family the vendor's number of the design: 25 is AMD's Zen 3 and 4, 26 Zen 5
 * @param flags what it can do, in Linux's spelling: "avx2", "avx512f" …
 */
record Processor(String vendor, int family, Set<String> flags) {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** The first processor's part is some two thousand characters long. */
  private static final int LONGEST = 1 << 16;

  /** This machine's; empty where Linux does not describe an x86 processor. */
  static Optional<Processor> here() {
    try (InputStream file = Files.newInputStream(CPUINFO)) {
      return parse(new String(file.readNBytes(LONGEST), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The first processor of a {@code /proc/cpuinfo}. */
  static Optional<Processor> parse(String cpuinfo) {
    Map<String, String> values = new HashMap<>();
    for (String line : cpuinfo.split("\n", -1)) {
      String[] parts = line.split(":", 2);
      if (parts.length == 2) {
        values.putIfAbsent(parts[0].strip(), parts[1].strip());
      }
    }
    String family = values.getOrDefault("cpu family", "");
    if (!values.containsKey("vendor_id") || !family.matches("[0-9]{1,4}")) {
      return Optional.empty();
    }
    Set<String> flags = Set.of(values.getOrDefault("flags", "").split(" +"));
    return Optional.of(new Processor(values.get("vendor_id"), Integer.parseInt(family), flags));
  }

  /** Whether it has the parts of AVX-512 that OpenBLAS's kernels for SkylakeX use. */
  boolean hasAvx512() {
    return flags.containsAll(Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"));
  }

  boolean hasAvx2() {
    return flags.containsAll(Set.of("avx2", "fma"));
  }
}
