package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final List<Setting> PLAIN = List.of(Setting.PLAIN);

  @TempDir Path folder;

  private Path log() {
    return folder.resolve("log");
  }

  @Test
  void bothSidesRunInTurn() throws IOException, InterruptedException {
    Contender a = FakeProgram.contender("a", 30, log(), PLAIN);
    Contender b = FakeProgram.contender("b", 20, log(), PLAIN);
    Comparison.Result result = new Comparison("work", a, b).run(2, line -> {});
    assertThat(Files.readString(log())).isEqualTo("a30.0 b20.0 a30.0 b20.0 ");
    assertThat(result.ratios()).containsExactly(1.5, 1.5);
    assertThat(result.other(Measurement::peakMegabytes)).isEqualTo(120);
  }

  @Test
  void theOtherSideRunsInItsFastestSetting() throws IOException, InterruptedException {
    Setting slow = new Setting("slow", Map.of("RATE", "10"), List.of());
    Setting fast = new Setting("fast", Map.of("RATE", "60"), List.of());
    Contender a = FakeProgram.contender("a", 30, log(), PLAIN);
    Contender b = FakeProgram.contender("b", 20, log(), List.of(slow, fast, slow));
    Comparison.Result result = new Comparison("work", a, b).run(1, line -> {});
    assertThat(result.setting()).isEqualTo(fast);
    assertThat(Files.readString(log())).isEqualTo("b10 b60 b10 b10 b60 b10 a30.0 b60 ");
    assertThat(result.ratios()).containsExactly(0.5);
  }

  @Test
  void withoutAnotherSideOursRunsAlone() throws IOException, InterruptedException {
    Contender a = FakeProgram.contender("a", 30, log(), PLAIN);
    List<String> progress = new ArrayList<>();
    Comparison.Result result = new Comparison("work", a, null).run(2, progress::add);
    assertThat(result.ratios()).isEmpty();
    assertThat(result.ours(Measurement::tokensPerSecond)).isEqualTo(30);
    assertThat(result.other(Measurement::tokensPerSecond)).isNull();
    assertThat(progress).contains("work, pair 2 of 2");
  }

  @Test
  void aProgramThatFailsIsNamedWithWhatItSaid() {
    Contender failing = FakeProgram.contender("a", -1, log(), PLAIN);
    assertThatIOException()
        .isThrownBy(() -> failing.run(Setting.PLAIN))
        .withMessageContaining("FakeProgram")
        .withMessageContaining("status 3: the rate is negative");
  }

  @Test
  void aProgramThatPrintsNoMeasurementIsQuoted() {
    Contender java =
        Contender.of(
            "java",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--version"));
    assertThatIOException()
        .isThrownBy(() -> java.run(Setting.PLAIN))
        .withMessageContaining("Expected a measurement");
  }
}
