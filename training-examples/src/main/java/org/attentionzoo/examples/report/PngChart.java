package org.attentionzoo.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.attentionzoo.examples.report.LineChart.Point;
import org.attentionzoo.examples.report.LineChart.Series;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A {@link LineChart} as a PNG file; needs no display. */
final class PngChart {

  private static final int WIDTH = 820;
  private static final int HEIGHT = 480;
  private static final int WIDEST_NAME = 350;
  private static final int SYMBOL = 60; // of a name in the legend, with the space around it
  private static final Font LEGEND = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Color INK = new Color(0x33, 0x33, 0x33);

  private PngChart() {}

  /**
   * Draws the chart.
   *
   * @throws IllegalArgumentException if there is nothing to draw
   * @throws IOException if the file cannot be written
   */
  static void write(Path file, LineChart lines) throws IOException {
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("Chart \"" + lines.title() + "\" has no points");
    }
    Png.write(lines.categories().isEmpty() ? overNumbers(lines) : overCategories(lines), file);
  }

  private static XYChart overNumbers(LineChart lines) {
    XYChart chart =
        new XYChartBuilder()
            .width(legendFits(lines) ? WIDTH : WIDTH + widestName(lines) + SYMBOL)
            .height(HEIGHT)
            .title(lines.title())
            .xAxisTitle(lines.xTitle())
            .yAxisTitle(lines.yTitle())
            .build();
    style(chart.getStyler(), legendFits(lines));
    chart.getStyler().setXAxisDecimalPattern("0.###");
    for (Series series : lines.series()) {
      List<Point> points = series.points().stream().filter(Point::isDrawn).toList();
      if (!points.isEmpty()) {
        XYSeries line =
            chart.addSeries(
                key(lines, series),
                points.stream().map(Point::x).toList(),
                points.stream().map(Point::y).toList());
        style(line, series);
        line.setMarker(points.size() > 40 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
      }
    }
    return chart;
  }

  private static CategoryChart overCategories(LineChart lines) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(legendFits(lines) ? WIDTH : WIDTH + widestName(lines) + SYMBOL)
            .height(HEIGHT)
            .title(lines.title())
            .xAxisTitle(lines.xTitle())
            .yAxisTitle(lines.yTitle())
            .build();
    style(chart.getStyler(), legendFits(lines));
    chart.getStyler().setOverlapped(true); // or each model has a place of its own beside the tick
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
    for (Series series : lines.series()) {
      Double[] values = new Double[lines.categories().size()]; // null where there is no point
      series.points().stream().filter(Point::isDrawn).forEach(p -> values[(int) p.x()] = p.y());
      if (Arrays.stream(values).anyMatch(Objects::nonNull)) {
        CategorySeries line =
            chart.addSeries(key(lines, series), lines.categories(), Arrays.asList(values));
        style(line, series);
        line.setMarker(SeriesMarkers.CIRCLE);
      }
    }
    return chart;
  }

  /** Names the line in the chart; two models may have one name. */
  private static String key(LineChart lines, Series series) {
    return String.valueOf(lines.series().indexOf(series));
  }

  private static void style(MarkerSeries line, Series series) {
    line.setLabel(label(series));
    Color color = Color.decode(Palette.color(series.model()));
    line.setLineColor(color);
    line.setLineStyle(
        series.dashed()
            ? new BasicStroke(
                2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7, 5}, 0)
            : new BasicStroke(2.5f));
    line.setMarkerColor(color);
  }

  private static String label(Series series) {
    return DrawnText.fit(DrawnText.sentence(series.name(), LEGEND), LEGEND, WIDEST_NAME);
  }

  /** Whether the names of all lines have room in one row; XChart would cut them off. */
  private static boolean legendFits(LineChart lines) {
    return lines.series().stream().mapToInt(s -> DrawnText.width(label(s), LEGEND) + SYMBOL).sum()
        <= WIDTH;
  }

  private static int widestName(LineChart lines) {
    return lines.series().stream().mapToInt(s -> DrawnText.width(label(s), LEGEND)).max().orElse(0);
  }

  private static void style(AxesChartStyler styler, boolean legendBelow) {
    styler.setYAxisDecimalPattern("0.######");
    styler.setPlotGridVerticalLinesVisible(false).setPlotGridLinesColor(new Color(0xE4E4E4));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16)).setChartFontColor(INK);
    styler.setChartBackgroundColor(Color.WHITE).setChartTitleBoxVisible(false);
    styler.setPlotBorderVisible(false).setMarkerSize(6);
    styler
        .setLegendPosition(legendBelow ? LegendPosition.OutsideS : LegendPosition.OutsideE)
        .setLegendLayout(legendBelow ? LegendLayout.Horizontal : LegendLayout.Vertical)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(LEGEND);
  }
}
