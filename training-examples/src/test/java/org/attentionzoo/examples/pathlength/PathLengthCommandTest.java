package org.attentionzoo.examples.pathlength;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.attentionzoo.examples.AttentionZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;

class PathLengthCommandTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("path-length", "--out", folder.toString()));
    all.addAll(List.of(arguments));
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void learnsToRecallMeasuresAndDraws() throws IOException {
    assertThat(
            run(
                "--length",
                "2",
                "--symbols",
                "2",
                "--size",
                "16",
                "--steps",
                "80",
                "--batch",
                "16"))
        .isZero();

    JsonNode result = new ObjectMapper().readTree(folder.resolve("path-length.json").toFile());
    assertThat(result.get("length").asInt()).isEqualTo(2);
    assertThat(result.get("models")).hasSize(3);
    for (JsonNode model : result.get("models")) {
      assertThat(model.get("gradientUntrained")).hasSize(2);
      assertThat(model.get("gradientTrained").get(1)).hasSize(2);
      assertThat(model.get("recall")).hasSize(2);
      // guessing is right every other time
      assertThat(model.get("recall").get(0).asDouble())
          .as(model.get("model").asText())
          .isGreaterThan(0.7);
    }
    for (String name : List.of("recall", "gradient-untrained", "gradient-trained")) {
      assertThat(ImageIO.read(folder.resolve(name + ".png").toFile()).getWidth()).isPositive();
      assertThat(folder.resolve(name + ".svg")).content().contains("RNN without attention");
    }
    assertThat(out.toString())
        .contains("Transformer", "wrote " + folder.resolve("path-length.json"));
  }

  @ParameterizedTest
  @CsvSource({
    "--length, 1, '--length must be at least 2, but is 1'",
    "--symbols, 1, '--symbols must be at least 2, but is 1'",
    "--size, 30, '--size must be a multiple of 4, but is 30'",
    "--steps, 0, '--steps must be at least 1, but is 0'",
    "--batch, 0, '--batch must be at least 1, but is 0'",
  })
  void anImpossibleOptionIsNamed(String option, String value, String message) {
    assertThat(run(option, value)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).startsWith(message);
  }
}
