package org.attentionzoo.examples.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.attentionzoo.examples.report.LineChart.Point;
import org.attentionzoo.examples.report.LineChart.Series;

/**
 * A {@link LineChart} as SVG. It looks right by itself; in a page, CSS sets its colours and a
 * script answers to the pointer, for which every point carries its values.
 */
final class SvgChart {

  private static final int WIDTH = 560;
  private static final int HEIGHT = 320;
  private static final int LEFT = 66;
  private static final int RIGHT = 16;
  private static final int TOP = 14;
  private static final int BOTTOM = 46;
  private static final int HEAD = 56;
  private static final String INK = "#5a6472";
  private static final String GRID = "#e3e7ec";

  private final LineChart chart;
  private final List<BigDecimal> yTicks;
  private final double xLow;
  private final double xHigh;
  private final StringBuilder svg = new StringBuilder();

  private SvgChart(LineChart chart) {
    this.chart = chart;
    List<Point> points =
        chart.series().stream().flatMap(s -> s.points().stream()).filter(Point::isDrawn).toList();
    double low = points.stream().mapToDouble(Point::y).min().orElse(0);
    double high = points.stream().mapToDouble(Point::y).max().orElse(1);
    boolean fromZero = low >= 0 && low < 0.6 * high;
    this.yTicks = Ticks.covering(fromZero ? 0 : low, high, 6, false);
    if (chart.categories().isEmpty()) {
      double first = points.stream().mapToDouble(Point::x).min().orElse(0);
      double last = points.stream().mapToDouble(Point::x).max().orElse(1);
      this.xLow = first == last ? first - 1 : first;
      this.xHigh = first == last ? last + 1 : last;
    } else {
      this.xLow = -0.5;
      this.xHigh = chart.categories().size() - 0.5;
    }
  }

  /**
   * The chart as an svg element of a page, which has title and legend already.
   *
   * @throws IllegalArgumentException if there is nothing to draw
   */
  static String draw(LineChart chart) {
    return of(chart).draw(0);
  }

  /**
   * The chart with title and legend, to stand alone.
   *
   * @throws IllegalArgumentException if there is nothing to draw
   */
  static String drawAlone(LineChart chart) {
    return of(chart).draw(HEAD);
  }

  private static SvgChart of(LineChart chart) {
    if (chart.isEmpty()) {
      throw new IllegalArgumentException("Chart \"" + chart.title() + "\" has no points");
    }
    return new SvgChart(chart);
  }

  private String draw(int head) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 %d %d %d\" role=\"img\""
            + " aria-label=\"%s\" font-family=\"system-ui, sans-serif\" font-size=\"12\">",
        -head, WIDTH, HEIGHT + head, Html.text(chart.title()));
    if (head > 0) {
      head();
    }
    yAxis();
    xAxis();
    add(
        "<line class=\"guide\" x1=\"0\" x2=\"0\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" visibility=\"hidden\"/>",
        TOP, HEIGHT - BOTTOM, INK);
    chart.series().forEach(this::line);
    return svg.append("</svg>\n").toString();
  }

  /** Title and a name for each line, at places guessed from the number of letters. */
  private void head() {
    add(
        "<text x=\"%d\" y=\"-34\" font-size=\"15\" font-weight=\"600\">%s</text>",
        LEFT, Html.text(chart.title()));
    int x = LEFT;
    for (Series series : chart.series()) {
      String name = shortened(series.name());
      if (!series.dashed()) {
        add(
            "<circle cx=\"%d\" cy=\"-14\" r=\"4\" fill=\"%s\"/><text x=\"%d\" y=\"-10\" fill=\"%s\">%s</text>",
            x + 4, Palette.color(series.model()), x + 13, INK, Html.text(name));
        x += 28 + 7 * name.length();
      }
    }
  }

  private static String shortened(String name) {
    int end = name.offsetByCodePoints(0, Math.min(30, name.codePointCount(0, name.length())));
    return end < name.length() ? name.substring(0, end) + '…' : name;
  }

  private void yAxis() {
    for (BigDecimal tick : yTicks) {
      double y = y(tick.doubleValue());
      add(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
          LEFT, WIDTH - RIGHT, y, y, GRID);
      add(
          "<text class=\"ink\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"%s\">%s</text>",
          LEFT - 8, y + 4, INK, Html.text(Ticks.label(tick)));
    }
    int middle = (TOP + HEIGHT - BOTTOM) / 2;
    add(
        "<text class=\"ink\" x=\"13\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\""
            + " transform=\"rotate(-90 13 %d)\">%s</text>",
        middle, INK, middle, Html.text(chart.yTitle()));
  }

  private void xAxis() {
    List<String> labels = new ArrayList<>();
    List<Double> places = new ArrayList<>();
    if (chart.categories().isEmpty()) {
      for (BigDecimal tick : Ticks.covering(xLow, xHigh, 10, true)) {
        if (tick.doubleValue() >= xLow && tick.doubleValue() <= xHigh) {
          labels.add(Ticks.label(tick));
          places.add(tick.doubleValue());
        }
      }
    } else {
      labels.addAll(chart.categories());
      IntStream.range(0, labels.size()).forEach(i -> places.add((double) i));
    }
    for (int i = 0; i < labels.size(); i++) {
      add(
          "<text class=\"ink\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text>",
          x(places.get(i)), HEIGHT - BOTTOM + 18, INK, Html.text(labels.get(i)));
    }
    add(
        "<text class=\"ink\" x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, INK, Html.text(chart.xTitle()));
  }

  private void line(Series series) {
    String color = Palette.color(series.model());
    add(
        "<g class=\"series\" data-model=\"%d\" data-name=\"%s\" stroke=\"%s\" fill=\"%s\">",
        series.model(), Html.text(series.name()), color, color);
    add(
        "<path d=\"%s\" fill=\"none\" stroke-width=\"2.2\" stroke-linejoin=\"round\"%s/>",
        path(series.points()), series.dashed() ? " stroke-dasharray=\"5 4\"" : "");
    double radius = series.points().size() > 40 ? 1.5 : 3;
    for (Point point : series.points()) {
      if (point.isDrawn()) {
        add(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" stroke=\"none\" data-x=\"%s\" data-y=\"%s\""
                + " data-note=\"%s\"/>",
            x(point.x()),
            y(point.y()),
            radius,
            Html.text(xLabel(point)),
            value(point.y()),
            Html.text(point.note()));
      }
    }
    svg.append("</g>\n");
  }

  /** Begins again after a point that is left out. */
  private String path(List<Point> points) {
    StringBuilder path = new StringBuilder();
    boolean move = true;
    for (Point point : points) {
      if (point.isDrawn()) {
        path.append(
            String.format(
                Locale.ROOT, "%s%.1f %.1f", move ? "M" : "L", x(point.x()), y(point.y())));
      }
      move = !point.isDrawn();
    }
    return path.toString();
  }

  private String xLabel(Point point) {
    return chart.categories().isEmpty()
        ? chart.xTitle()
            + " "
            + Ticks.label(new BigDecimal(String.valueOf(point.x())).stripTrailingZeros())
        : chart.categories().get((int) point.x()) + " " + chart.xTitle();
  }

  /** Four digits that count. */
  static String value(double value) {
    if (value != 0 && Math.abs(value) < 1e-3) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int digits = value == 0 ? 1 : (int) Math.floor(Math.log10(Math.abs(value)));
    return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(4, 3 - digits)) + "f", value);
  }

  private double x(double value) {
    return LEFT + (value - xLow) / (xHigh - xLow) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    double low = yTicks.get(0).doubleValue();
    double high = yTicks.get(yTicks.size() - 1).doubleValue();
    return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
