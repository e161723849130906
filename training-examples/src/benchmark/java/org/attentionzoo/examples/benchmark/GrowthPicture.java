package org.attentionzoo.examples.benchmark;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.analysis.polynomials.PolynomialFunction;
import org.attentionzoo.examples.report.Png;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws time (above) and memory (below) along each axis: what was measured, the fitted curve, and,
 * where the curve is quadratic, its linear part, so that the area between is the quadratic part.
 */
final class GrowthPicture {
  private static final Color MEASURED = new Color(0x1C, 0x5A, 0x9A);
  private static final Color LINEAR = new Color(0xB8, 0x5C, 0x38);
  private static final int SAMPLES = 60;

  private GrowthPicture() {}

  /**
   * @throws IOException if the file cannot be written
   */
  static void write(List<Growth> growths, Path file) throws IOException {
    List<XYChart> charts = new ArrayList<>();
    growths.forEach(g -> charts.add(chart(g, "ms a training step", Growth.Point::millis)));
    growths.forEach(g -> charts.add(chart(g, "peak memory, MB", Growth.Point::megabytes)));
    Png.write(charts, 2, growths.size(), file);
  }

  private static XYChart chart(
      Growth growth, String quantityName, ToDoubleFunction<Growth.Point> quantity) {
    XYChart chart =
        new XYChartBuilder()
            .width(420)
            .height(320)
            .xAxisTitle(growth.axis().label())
            .yAxisTitle(quantityName)
            .build();
    double[] x = growth.points().stream().mapToDouble(Growth.Point::value).toArray();
    double[] y = growth.points().stream().mapToDouble(quantity).toArray();
    double[] samples = samples(x[0], x[x.length - 1]);
    PolynomialFunction fit = growth.fit(quantity);
    curve(chart, fit.degree() == 2 ? "quadratic fit" : "linear fit", samples, fit, MEASURED);
    if (fit.degree() == 2) {
      double[] c = fit.getCoefficients();
      PolynomialFunction linear = new PolynomialFunction(new double[] {c[0], c[1]});
      curve(chart, "its linear part", samples, linear, LINEAR);
    }
    XYSeries measured = chart.addSeries("measured", x, y);
    style(measured, MEASURED, SeriesMarkers.CIRCLE, new BasicStroke(0f));
    measured.setLineColor(new Color(0, 0, 0, 0));
    style(chart);
    return chart;
  }

  private static double[] samples(double from, double to) {
    double[] x = new double[SAMPLES];
    java.util.Arrays.setAll(x, i -> from + (to - from) * i / (SAMPLES - 1));
    return x;
  }

  private static void curve(
      XYChart chart, String name, double[] x, PolynomialFunction function, Color color) {
    double[] y = java.util.Arrays.stream(x).map(function::value).toArray();
    style(chart.addSeries(name, x, y), color, SeriesMarkers.NONE, new BasicStroke(2f));
  }

  private static void style(XYSeries series, Color color, Marker marker, BasicStroke stroke) {
    series.setLineColor(color).setLineStyle(stroke);
    series.setMarkerColor(color).setMarker(marker);
  }

  private static void style(XYChart chart) {
    chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.0);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE4E4E4)).setPlotBorderVisible(false);
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setMarkerSize(7);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }
}
