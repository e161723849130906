package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.attentionzoo.examples.report.LineChart.Point;
import org.attentionzoo.examples.report.LineChart.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngChartTest {
  private static final int MARGIN = 4;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8})
  void noNameIsCutOff(int models) throws IOException {
    BufferedImage picture = draw(models, "a model with a long name, number ");
    long ink =
        IntStream.range(0, picture.getHeight())
            .flatMap(
                y ->
                    IntStream.range(0, MARGIN)
                        .flatMap(x -> IntStream.of(x, picture.getWidth() - 1 - x))
                        .filter(x -> picture.getRGB(x, y) != Color.WHITE.getRGB()))
            .count();
    assertThat(ink).as("pixels drawn at the borders").isZero();
  }

  @Test
  void shortNamesStayBelow() throws IOException {
    assertThat(draw(2, "m").getWidth()).isEqualTo(draw(1, "m").getWidth());
  }

  private BufferedImage draw(int models, String name) throws IOException {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < models; i++) {
      series.add(new Series(name + i, i, false, List.of(new Point(1, i, ""), new Point(2, 3, ""))));
    }
    Path file = folder.resolve("chart.png");
    PngChart.write(file, new LineChart("loss", "Loss", "epoch", "nats", List.of(), series));
    return ImageIO.read(file.toFile());
  }
}
