package org.attentionzoo.examples.benchmark;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.examples.report.Png;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws how many times as fast more machines are: lines by the formula, dots by the simulation. */
final class ClusterPicture {

  private static final Color[] COLORS = {
    new Color(0xB8, 0x5C, 0x38), new Color(0x1C, 0x5A, 0x9A), new Color(0x3C, 0x8D, 0x4F)
  };

  private ClusterPicture() {}

  /**
   * A setting.
   *
   * @param gigabits of each machine
   * @param updates between two averages
   * @param machines how many
   * @param model times as fast, by the formula
   * @param simulated by the simulation
   */
  record Curve(
      double gigabits, int updates, double[] machines, double[] model, double[] simulated) {}

  /**
   * @throws IOException if the file cannot be written
   */
  static void write(List<Curve> curves, Path file) throws IOException {
    List<XYChart> charts = new ArrayList<>();
    curves.stream()
        .map(Curve::gigabits)
        .distinct()
        .forEach(
            gigabits ->
                charts.add(
                    chart(gigabits, curves.stream().filter(c -> c.gigabits == gigabits).toList())));
    Png.write(charts, 1, charts.size(), file);
  }

  private static XYChart chart(double gigabits, List<Curve> curves) {
    XYChart chart =
        new XYChartBuilder()
            .width(560)
            .height(440)
            .title(String.format(Locale.ROOT, "%.0f Gbit/s", gigabits))
            .xAxisTitle("machines")
            .yAxisTitle("times as many updates a second as one alone")
            .build();
    double[] all = curves.get(0).machines;
    line(chart, "all that they could", all, all, Color.GRAY);
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      Color color = COLORS[i % COLORS.length];
      String name = "averaged every " + curve.updates;
      line(chart, name, curve.machines, curve.model, color);
      XYSeries dots = chart.addSeries(name + ", simulated", curve.machines, curve.simulated);
      dots.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
      dots.setLineStyle(new BasicStroke(0f)).setLineColor(new Color(0, 0, 0, 0));
      dots.setShowInLegend(false);
    }
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE4E4E4)).setPlotBorderVisible(false);
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setMarkerSize(6);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    return chart;
  }

  private static void line(XYChart chart, String name, double[] x, double[] y, Color color) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color).setLineStyle(new BasicStroke(2f));
    series.setMarker(SeriesMarkers.NONE);
  }
}
