package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.OneDnn;
import org.attentionzoo.layers.precision.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class YardstickBenchmarksTest {
  private static final String TINY = " --warm-up 0 --seconds 0 --batch 1 --length 2";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Benchmarks.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @ParameterizedTest
  @CsvSource({"small, 11681600", "rnn, 14134592"})
  void trainingPrintsOneMeasurement(String model, long parameters) {
    assertThat(
            run(
                ("training --warm-up 0 --seconds 0 --batch 2 --length 3 --model " + model)
                    .split(" ")))
        .isZero();
    Measurement measured = Measurement.parse(out.toString().strip());
    assertThat(measured.model()).isEqualTo(model);
    assertThat(measured.mode()).isEqualTo("train");
    assertThat(measured.batch()).isEqualTo(2);
    assertThat(measured.length()).isEqualTo(3);
    assertThat(measured.parameters()).isEqualTo(parameters);
    assertThat(measured.steps()).isEqualTo(5);
  }

  @Test
  void theStockRuntimeIsTimedWhenAskedFor() {
    assertThat(run(("training --stock --warm-up 0 --seconds 0 --batch 1 --length 3").split(" ")))
        .isZero();
    assertThat(Measurement.parse(out.toString().strip()).mode()).isEqualTo("train stock");
  }

  @Test
  void aModelThatDl4jCannotBuildIsRefusedAsStock() {
    assertThat(run("training", "--stock", "--model", "rnn")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .contains(
            "--stock: model rnn cannot be built of DL4J's own layers; expected small or base");
  }

  @ParameterizedTest
  @CsvSource({"rnn, 1, greedy", "small, 3, beam3"})
  void decodingPrintsOneMeasurement(String model, int beam, String mode) {
    assertThat(
            run(
                ("decoding --warm-up 0 --seconds 0 --batch 2 --length 3 --model "
                        + model
                        + " --beam "
                        + beam)
                    .split(" ")))
        .isZero();
    Measurement measured = Measurement.parse(out.toString().strip());
    assertThat(measured.model()).isEqualTo(model);
    assertThat(measured.mode()).isEqualTo(mode);
  }

  private String precision(String asked, String command) {
    System.setProperty(Precision.PROPERTY, asked);
    try {
      assertThat(run((command + TINY).split(" "))).isZero();
      return Measurement.parse(out.toString().strip()).precision();
    } finally {
      System.clearProperty(Precision.PROPERTY);
      out.getBuffer().setLength(0);
    }
  }

  @Test
  void thePrecisionThatIsToldIsTheOneThatWasUsed() {
    String bf16 = Factors.available(Precision.BF16) ? "bf16" : "float32";
    String int8 = Factors.available(Precision.INT8) ? "int8" : "float32";
    assertThat(precision("bf16", "training")).isEqualTo(bf16);
    assertThat(precision("bf16", "training --stock")).isEqualTo("float32");
    assertThat(precision("int8", "decoding")).isEqualTo(int8);
  }

  @Test
  void withoutKernelsThatIsFloat32() {
    System.setProperty(Kernels.PROPERTY, "false");
    try {
      assertThat(precision("bf16", "training")).isEqualTo("float32");
      assertThat(precision("int8", "decoding")).isEqualTo("float32");
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }

  /** As on a processor that lacks it. */
  @Test
  void withoutOneDnnThatIsFloat32() throws Exception {
    List<String> flags =
        List.of("-D" + OneDnn.PROPERTY + "=false", "-D" + Precision.PROPERTY + "=bf16");
    List<String> program = ChildProcess.thisProgram(flags, ("training" + TINY).split(" "));
    String line = ChildProcess.run(program, Map.of(), "").lines().reduce((a, b) -> b).orElseThrow();
    assertThat(Measurement.parse(line).precision()).isEqualTo("float32");
  }

  @Test
  void memoryAfterEachBatchIsToldWhenAskedFor() {
    assertThat(run("decoding --memory --warm-up 0 --seconds 0 --batch 1 --length 2".split(" ")))
        .isZero();
    String line = out.toString().strip();
    Measurement measured = Measurement.parse(line);
    assertThat(measured.precision()).isEqualTo("float32");
    int warmUp = 2;
    assertThat(line.replaceAll(".*\"resident_mb\":\\[([^]]*)].*", "$1").split(","))
        .hasSize(warmUp + measured.steps());
  }

  @Test
  void aTransformerOfAnySizeCanBeTrained() {
    assertThat(
            run(
                ("transformer --warm-up 0 --seconds 0 --batch 2 --length 3 --size 64 --layers 1")
                    .split(" ")))
        .isZero();
    Measurement measured = Measurement.parse(out.toString().strip());
    assertThat(measured.model()).isEqualTo("transformer 64x1");
    // two tables and the output; 4 and 8 projections, two feed-forward networks; 2 and 3 norms
    int d = 64;
    assertThat(measured.parameters())
        .isEqualTo(
            3L * 8000 * d + 8000 + 12L * (d * d + d) + 2L * (8 * d * d + 5 * d) + 5L * 2 * d);
  }

  @Test
  void aSizeThatHeadsDoNotDivideIsRefused() {
    assertThat(run("transformer", "--size", "100")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--size is 100, expected a multiple of 64");
  }

  @Test
  void memoryIsToldAfterEachTenthOfTheSteps() {
    assumeThat(ProcessMemory.residentMegabytes()).isNotNull();
    assertThat(run("memory", "--steps", "20", "--batch", "1", "--max-length", "3")).isZero();
    assertThat(out.toString())
        .contains("{\"step\":2,\"mb\":", "{\"step\":20,\"mb\":", "growth_percent");
  }

  @Test
  void aNumberOfStepsWithoutTenthsIsRefused() {
    assertThat(run("memory", "--steps", "25")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--steps is 25, expected a multiple of 10");
  }

  @Test
  void tooFewPointsToSeeGrowthAreRefused() {
    assertThat(run("growth", "--axis", "length", "--max", "32"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--max 32 leaves [16, 32] of length");
  }

  @Test
  void aBatchOfNothingIsRefused() {
    assertThat(run("training", "--batch", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--batch is 0, expected at least 1");
  }

  @Test
  void aModelThatIsNoneIsRefusedWithTheChoice() {
    assertThat(run("decoding", "--model", "huge")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("huge").contains("BASE");
  }
}
