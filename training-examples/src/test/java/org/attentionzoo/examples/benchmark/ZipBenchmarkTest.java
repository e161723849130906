package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class ZipBenchmarkTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Benchmarks.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void eachStepTellsItsSecondsAndMemory() throws IOException {
    assertThat(run("zip", "--vocabulary=100", "--layers=1", "--heap=256m")).as("%s", err).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("save", "nothing", "load", "load_without_updater");
    long parameters = json.get("save").get("parameters").asLong();
    assertThat(parameters).isGreaterThan(1_000_000);
    assertThat(json.get("load").get("parameters").asLong()).isEqualTo(parameters);
    assertThat(json.get("save").get("file_mb").asLong()) // parameters and Adam's two moments
        .isBetween(parameters * 12 / 1_000_000, parameters * 12 / 1_000_000 + 1);
    assertThat(json.get("load").get("seconds").asDouble()).isBetween(0.0, 120.0);
  }

  @Test
  void aVocabularyOfSpecialTokensOnlyIsAnError() {
    assertThat(run("zip", "--vocabulary=4")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--vocabulary is 4, expected more than the 4 special tokens");
  }
}
