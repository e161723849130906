package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class WorkersBenchmarkTest {
  private static final String ROW = "\\| .+ \\| [0-9.]+ \\| [0-9.]+ to [0-9.]+ \\| [0-9.]+ \\|";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private long seconds;

  private int run(String options) {
    return Benchmarks.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(("workers " + options).split(" "));
  }

  @Test
  void everyWayHasItsRow() {
    String tiny = "--batch 2 --request 1 --length 2 --warm-up 0 --seconds 0 --rounds 1";
    assertThat(run(tiny)).as(err.toString()).isZero();
    List<String> rows = out.toString().lines().filter(line -> line.matches(ROW)).toList();
    assertThat(rows)
        .extracting(row -> row.split(" \\| ")[0])
        .containsExactly(
            "| one worker",
            "| ParallelWrapper, AVERAGING",
            "| ParallelWrapper, SHARED_GRADIENTS",
            "| ParallelFit",
            "| output, from one thread",
            "| ParallelInference, SEQUENTIAL",
            "| ParallelInference, INPLACE",
            "| ParallelInference, BATCHED");
  }

  @ParameterizedTest
  @CsvSource({
    "--workers 1, --workers is 1",
    "--workers 3, 'expected a multiple of --workers, 3'",
    "--rounds 0, --rounds is 0",
    "--seconds -1, --seconds is -1",
    "--warm-up -1, --warm-up is -1"
  })
  void badOptionsAreRefused(String options, String message) {
    assertThat(run(options)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
  }

  /** A second a batch; the first round is not counted, and no round ends in the middle. */
  @Test
  void batchesComeInWholeRounds() {
    TimedBatches batches =
        new TimedBatches(new RandomTokens(1, 10), 5, 4, 3, 7, () -> seconds * 1_000_000_000);
    int count = 0;
    while (batches.hasNext()) {
      assertThat(batches.hasNext()).as("asked again").isTrue();
      assertThat(batches.next().getLabels(0).shape()).containsExactly(5, 4);
      seconds += count < 3 ? 100 : 1;
      count++;
    }
    assertThat(count).isEqualTo(3 * 4); // 7 seconds are over after the third round of 3 seconds
    assertThat(batches.tokensPerSecond()).isEqualTo(5 * 4);
  }
}
