package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;

class GrowthTest {
  private static Growth growth(GrowthAxis axis, IntToDoubleFunction millis, Double peak) {
    List<Growth.Point> points =
        axis.grid().stream()
            .map(value -> new Growth.Point(value, measured(millis.applyAsDouble(value), peak)))
            .toList();
    return new Growth(axis, points);
  }

  private static Measurement measured(double millis, Double peak) {
    return new Measurement(
        "e", "m", "train", "float32", 8, 64, 2, 100, 5, millis, 1, peak, null, null);
  }

  private static final Growth QUADRATIC =
      growth(GrowthAxis.LENGTH, t -> 3 + 2 * t + 0.01 * t * t, 500.0);
  private static final Growth LINEAR = growth(GrowthAxis.BATCH, n -> 5.0 * n, 500.0);

  @Test
  void theFitFindsTheQuadraticPart() {
    double[] fit = QUADRATIC.fit(Growth.Point::millis).getCoefficients();
    assertThat(fit).hasSize(3);
    assertThat(fit[0]).isCloseTo(3, within(1e-3));
    assertThat(fit[1]).isCloseTo(2, within(1e-4));
    assertThat(fit[2]).isCloseTo(0.01, within(1e-6));
  }

  @Test
  void theExponentTellsHowItGrowsFromPointToPoint() {
    assertThat(LINEAR.exponent(0, Growth.Point::millis)).isNaN();
    assertThat(LINEAR.exponent(3, Growth.Point::millis)).isCloseTo(1, within(1e-9));
    assertThat(growth(GrowthAxis.SIZE, d -> d * d, null).exponent(2, Growth.Point::millis))
        .isCloseTo(2, within(1e-9));
  }

  @Test
  void theReportHoldsEveryPoint() {
    GrowthReport report =
        new GrowthReport(
            Instant.parse("2026-01-02T03:04:05Z"),
            new Machine("Some CPU", 4, "a BLAS", "Linux", "a JVM", List.of()),
            List.of(LINEAR));
    assertThat(report.table())
        .contains("| batch | 1 | 5.0 | – | 500 | – |", "| batch | 32 | 160.0 | x^1.00 | 500 |");
    JsonNode axis = report.json().get("axes").get(0);
    assertThat(axis.get("points")).hasSameSizeAs(GrowthAxis.BATCH.grid());
    assertThat(axis.get("millis_fit").get(1).asDouble()).isCloseTo(5, within(1e-6));
  }

  @Test
  void unknownMemoryIsLeftOut() {
    GrowthReport report =
        new GrowthReport(
            Instant.EPOCH,
            new Machine("Some CPU", 4, "a BLAS", "Linux", "a JVM", List.of()),
            List.of(growth(GrowthAxis.BATCH, n -> n, null)));
    assertThat(report.table()).contains("| batch | 2 | 2.0 | x^1.00 | – | – |");
    assertThat(report.json().get("axes").get(0).get("peak_mb_fit")).isEmpty();
  }

  @Test
  void thePictureShowsTimeAboveMemory(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("growth.png");
    GrowthPicture.write(List.of(QUADRATIC, LINEAR), file);
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(2 * 420);
    assertThat(ImageIO.read(file.toFile()).getHeight()).isEqualTo(2 * 320);
  }
}
