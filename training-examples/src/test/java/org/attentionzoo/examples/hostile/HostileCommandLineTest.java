package org.attentionzoo.examples.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every option of every command with every bad value, and files that hold something else. */
class HostileCommandLineTest {

  private record Line(String arguments, String outcome) {
    LineOutcome kind() {
      return LineOutcome.valueOf(outcome.split(" ")[0]);
    }
  }

  @TempDir Path folder;

  @Test
  void everyHostileLineWorksOrEndsWithAClearMessage() throws Exception {
    List<Line> lines = walk(folder.resolve("lines.txt"));

    System.out.println("Hostile command lines: " + counts(lines));
    assertThat(lines).hasSizeGreaterThan(1000);
    assertThat(lines.stream().filter(line -> !line.kind().isGood())).isEmpty();
  }

  private static Map<LineOutcome, Integer> counts(List<Line> lines) {
    Map<LineOutcome, Integer> counts = new EnumMap<>(LineOutcome.class);
    lines.forEach(line -> counts.merge(line.kind(), 1, Integer::sum));
    return counts;
  }

  /** In processes of its own: one more after each line that ended the last. */
  private List<Line> walk(Path log) throws IOException, InterruptedException {
    List<Line> lines = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      Process process = start(log, lines.size());
      ended = process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
      process.destroyForcibly();
      assertThat(log).as("lines of the walk, output in output.txt").exists();
      if (!ended && !Files.readString(log).endsWith("\n")) {
        Files.writeString(log, Files.readString(log) + LineOutcome.CRASH + "\n");
      }
      lines =
          Files.readAllLines(log).stream()
              .map(line -> line.split("\t", 3))
              .map(parts -> new Line(parts[1], parts[2]))
              .toList();
    }
    return lines;
  }

  private Process start(Path log, int first) throws IOException {
    Path files = Files.createDirectories(folder.resolve("files"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("crash.log"),
            "-cp",
            System.getProperty("java.class.path"),
            CommandLineWalk.class.getName(),
            files.toString(),
            log.toString(),
            Integer.toString(first))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }
}
