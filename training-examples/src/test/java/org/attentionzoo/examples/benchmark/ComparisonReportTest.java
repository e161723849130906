package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.JsonNode;

class ComparisonReportTest {
  private static final Machine MACHINE =
      new Machine(
          "Some CPU", 4, "a BLAS", "Linux amd64", "a JVM", List.of("-Xmx4g", "-XX:+UseZGC"));
  private static final Instant BEGUN = Instant.parse("2026-01-02T03:04:05Z");
  private static final Contender OURS = Contender.of("ours", List.of());
  private static final Contender TORCH = Contender.of("PyTorch 1", List.of());

  private static Comparison.Pair pair(double ours, Double other) {
    return new Comparison.Pair(
        FakeProgram.measurement(ours), other == null ? null : FakeProgram.measurement(other));
  }

  private static ComparisonReport report(PyTorch pytorch, Comparison.Result result) {
    return new ComparisonReport(BEGUN, MACHINE, 2, 1.5, 8, pytorch, List.of(result));
  }

  private static ComparisonReport withPyTorch() {
    Comparison.Result result =
        new Comparison.Result(
            new Comparison("training small", OURS, TORCH),
            new Setting("SPIN=0", Map.of(), List.of()),
            List.of(pair(30, 10.0), pair(10, 20.0), pair(40, 20.0)));
    return report(new PyTorch("python3", "1", null), result);
  }

  private static ComparisonReport withoutPyTorch() {
    Comparison.Result result =
        new Comparison.Result(
            new Comparison("training small", OURS, null), Setting.PLAIN, List.of(pair(30, null)));
    return report(new PyTorch("python3", null, "No module named 'torch'"), result);
  }

  @Test
  void theTableTellsTheMedianOfTheRatiosAndTheirRange() {
    assertThat(withPyTorch().table())
        .contains("Some CPU, 4 processors, 2 threads, a BLAS")
        .contains(
            "| training small | 30 | PyTorch 1 SPIN=0 | 20 | **2.00** (0.50 … 3.00) | – | 130 | 120 |");
  }

  @Test
  void theJsonHoldsTheSameAndEachPair() {
    JsonNode json = withPyTorch().json();
    JsonNode row = json.get("comparisons").get(0);
    assertThat(json.get("begun").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.get("machine").get("processor").asText()).isEqualTo("Some CPU");
    assertThat(json.get("machine").get("blas").asText()).isEqualTo("a BLAS");
    assertThat(json.get("machine").get("flags"))
        .extracting(JsonNode::asText)
        .containsExactly("-Xmx4g", "-XX:+UseZGC");
    assertThat(json.get("warm_up_s").asDouble()).isEqualTo(1.5);
    assertThat(json.get("seconds").asDouble()).isEqualTo(8);
    assertThat(row.get("ratio").get("median").asDouble()).isEqualTo(2);
    assertThat(row.get("ratio").get("min").asDouble()).isEqualTo(0.5);
    assertThat(row.get("other_setting").asText()).isEqualTo("SPIN=0");
    assertThat(row.get("pairs")).hasSize(3);
    assertThat(row.get("pairs").get(1).get("other").get("target_tokens_per_s").asDouble())
        .isEqualTo(20);
  }

  @Test
  void bothSayWhereThereIsNoPyTorch() {
    assertThat(withoutPyTorch().table())
        .contains("No comparison with PyTorch: No module named 'torch'")
        .contains("| training small | 30 | – | – | – | – | 130 | – |");
    JsonNode json = withoutPyTorch().json();
    assertThat(json.get("pytorch").isNull()).isTrue();
    assertThat(json.get("pytorch_problem").asText()).isEqualTo("No module named 'torch'");
    assertThat(json.get("comparisons").get(0).has("ratio")).isFalse();
  }
}
