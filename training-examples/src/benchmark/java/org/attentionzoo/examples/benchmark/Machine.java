package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.attentionzoo.layers.kernel.OneDnn;
import org.attentionzoo.layers.processor.BlasCore;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Where something was measured.
 *
 * @param processor its model
 * @param processors how many of them Java may use
 * @param blas what takes the matrix products, and which processor it takes this one for
 * @param system operating system and architecture
 * @param java version of the JVM
 * @param flags of the JVM
 */
record Machine(
    String processor, int processors, String blas, String system, String java, List<String> flags) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Pattern ABSOLUTE_PATH = Pattern.compile("(?<=[=:,])(/|[A-Za-z]:\\\\).*");

  static Machine here() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    return new Machine(
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        (OneDnn.available() ? "oneDNN, " : "")
            + BlasCore.name().map(core -> "OpenBLAS for " + core).orElse("another BLAS"),
        system,
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        withoutPaths(ManagementFactory.getRuntimeMXBean().getInputArguments()));
  }

  /** Absolute paths change no figure, and are nobody's business. */
  static List<String> withoutPaths(List<String> flags) {
    return flags.stream().map(flag -> ABSOLUTE_PATH.matcher(flag).replaceAll("…")).toList();
  }

  void write(ObjectNode json) {
    json.put("processor", processor).put("processors", processors);
    json.put("blas", blas).put("system", system).put("java", java);
    flags.forEach(json.putArray("flags")::add);
  }

  private static String processorModel() {
    if (Files.isReadable(CPU_INFO)) {
      try {
        return model(Files.readAllLines(CPU_INFO));
      } catch (IOException e) {
        return "unknown";
      }
    }
    return "unknown";
  }

  static String model(List<String> cpuInfo) {
    return cpuInfo.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
