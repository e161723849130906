package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.attentionzoo.examples.report.LineChart.Point;
import org.attentionzoo.examples.report.LineChart.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;

class SvgChartTest {

  private static LineChart chart(double... ys) {
    List<Point> points =
        IntStream.range(0, ys.length).mapToObj(i -> new Point(i + 1, ys[i], "")).toList();
    return new LineChart(
        "loss",
        "Loss & more",
        "epoch",
        "nats",
        List.of(),
        List.of(new Series("<a>", 0, false, points)));
  }

  @Test
  void isWellFormedAndHasAMarkForEachPoint() throws Exception {
    Document svg = parse(SvgChart.draw(chart(3, 2, 1.5)));

    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
    assertThat(
            svg.getElementsByTagName("circle")
                .item(1)
                .getAttributes()
                .getNamedItem("data-y")
                .getNodeValue())
        .isEqualTo("2.000");
    assertThat(
            svg.getElementsByTagName("g")
                .item(0)
                .getAttributes()
                .getNamedItem("data-name")
                .getNodeValue())
        .isEqualTo("<a>");
  }

  @Test
  void aValueThatIsNotANumberInterruptsTheLine() throws Exception {
    Document svg = parse(SvgChart.draw(chart(3, Double.NaN, 1.5, Double.POSITIVE_INFINITY)));

    String path =
        svg.getElementsByTagName("path").item(0).getAttributes().getNamedItem("d").getNodeValue();
    assertThat(path.chars().filter(c -> c == 'M').count()).isEqualTo(2);
    assertThat(path).doesNotContain("L", "NaN");
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
  }

  @Test
  void oneEpochAndEqualValuesCanBeDrawn() {
    assertThat(SvgChart.draw(chart(2))).doesNotContain("NaN");
    assertThat(SvgChart.draw(chart(0, 0, 0))).doesNotContain("NaN");
  }

  @Test
  void aChartWithoutPointsIsAnError() {
    LineChart empty = chart(Double.NaN);

    assertThatThrownBy(() -> SvgChart.draw(empty))
        .hasMessage("Chart \"Loss & more\" has no points");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 28.25, 6, false, '[0, 5, 10, 15, 20, 25, 30]'",
    "0, 1, 6, false, '[0, 0.2, 0.4, 0.6, 0.8, 1]'",
    "1, 10, 10, true, '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]'",
    "1, 3, 10, true, '[1, 2, 3]'",
    "1, 100, 10, true, '[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]'",
    "0, 0, 6, false, '[0, 0.1]'",
    "0, 0.0012, 6, false, '[0, 2e-4, 4e-4, 6e-4, 8e-4, 0.001, 0.0012]'",
  })
  void ticksAreRoundAndCoverTheRange(
      double low, double high, int most, boolean whole, String expected) {
    assertThat(Ticks.covering(low, high, most, whole).stream().map(Ticks::label).toList())
        .hasToString(expected);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }
}
