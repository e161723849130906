package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static final Measurement ONE =
      new Measurement(
          "engine 1",
          "small",
          "train",
          "bf16",
          64,
          20,
          2,
          11_681_600,
          7,
          12.5,
          102_400,
          812.4,
          null,
          null);

  @Test
  void aLineOfJsonIsReadAsItWasWritten() {
    assertThat(Measurement.parse(ONE.toJson().toString())).isEqualTo(ONE);
  }

  @Test
  void theShareOfTheLimitIsTheTimeOfTheProductsInTheTimeOfTheStep() {
    Measurement limited = ONE.withLimit(0.00625, 160e9); // 6.25 ms of 12.5 ms
    assertThat(limited.shareOfLimit()).isEqualTo(0.5);
    assertThat(Measurement.parse(limited.toJson().toString())).isEqualTo(limited);
  }

  @Test
  void peakMemoryMayBeUnknown() {
    String line = ONE.toJson().toString().replace("812.4", "null");
    assertThat(Measurement.parse(line).peakMegabytes()).isNull();
  }

  @Test
  void aLineThatIsNoMeasurementIsQuoted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Measurement.parse("Segmentation fault"))
        .withMessageContaining("Segmentation fault");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Measurement.parse("{\"engine\": \"x\"}"))
        .withMessageContaining("{\"engine\": \"x\"}");
  }
}
