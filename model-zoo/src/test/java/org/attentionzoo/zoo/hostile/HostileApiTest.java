package org.attentionzoo.zoo.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public method of the two libraries with every bad value in every place. */
class HostileApiTest {

  /** Records of what was computed, limits where infinity means none, and factors of a product. */
  private static final Set<String> MAY_TAKE_NAN =
      Set.of(
          "layers.kernel.Gemm",
          "layers.kernel.Products",
          "layers.output.TokenScores",
          "zoo.batch.BatchStatistics",
          "zoo.corpus.PairFilter",
          "zoo.generation.Hypothesis",
          "zoo.metrics.MetricValue",
          "zoo.metrics.TokenStatistics",
          "zoo.training.HistoryEntry",
          "zoo.training.Progress",
          "zoo.training.TrainingSteps$Step");

  /** As many epochs as were asked for. */
  private static final Set<String> TAKES_LONG =
      Set.of("zoo.training.ParallelFit.fit(MultiDataSetIterator, int) with 2147483647 at 2");

  /** Types that only a definition in the making has, which no test can hold. */
  private static final Set<String> UNREACHED = Set.of("Scan$Step", "PlanFunction");

  private record Line(String call, String outcome) {

    boolean isExpected() {
      if (outcome.startsWith("unreached")) {
        String type = outcome.split(" ")[1].replace(":", "");
        return UNREACHED.contains(type.substring(type.lastIndexOf('.') + 1));
      }
      String type = call.replaceAll("\\.[^.(]*\\(.*", "");
      return kind().isGood()
          || (kind() == Outcome.HANG && TAKES_LONG.contains(call))
          || (kind() == Outcome.TAKES_NAN && MAY_TAKE_NAN.contains(type));
    }

    Outcome kind() {
      return Outcome.valueOf(outcome.split(" ")[0]);
    }
  }

  @TempDir Path folder;

  @Test
  void everyBadArgumentIsTakenOrAnErrorThatNamesIt() throws Exception {
    List<Line> lines = walk(folder.resolve("calls.txt"));

    System.out.println("API calls with one bad argument: " + counts(lines));
    assertThat(lines).hasSizeGreaterThan(2000);
    assertThat(lines.stream().filter(line -> !line.isExpected())).isEmpty();
  }

  private static Map<Outcome, Integer> counts(List<Line> lines) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    lines.stream()
        .filter(line -> !line.outcome.startsWith("unreached"))
        .forEach(line -> counts.merge(line.kind(), 1, Integer::sum));
    return counts;
  }

  /** In processes of its own: one more after each call that ended the last. */
  private static List<Line> walk(Path log) throws IOException, InterruptedException {
    List<Line> lines = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      Process process = start(log, lines.size());
      ended = process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
      process.destroyForcibly();
      lines = read(log);
      if (!ended && !Files.readString(log).endsWith("\n")) {
        Files.writeString(log, Files.readString(log) + Outcome.CRASH + "\n");
        lines = read(log);
      }
    }
    return lines;
  }

  private static List<Line> read(Path log) throws IOException {
    return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
        .map(line -> line.split("\t", 3))
        .map(parts -> new Line(parts[1], parts[2].isEmpty() ? "CRASH" : parts[2]))
        .toList();
  }

  private static Process start(Path log, int first) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + log.resolveSibling("crash.log"),
            "-cp",
            System.getProperty("java.class.path"),
            ApiWalk.class.getName(),
            log.toString(),
            Integer.toString(first))
        .redirectErrorStream(true)
        .redirectOutput(log.resolveSibling("output.txt").toFile())
        .start();
  }
}
