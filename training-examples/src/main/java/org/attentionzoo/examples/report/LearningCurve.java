package org.attentionzoo.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Training loss and exact match on unseen examples, after each epoch, and their picture. */
public final class LearningCurve {

  private static final Color LOSS = new Color(0xB8, 0x5C, 0x38);
  private static final Color MATCH = new Color(0x1C, 0x5A, 0x9A);
  private static final Color INK = new Color(0x33, 0x33, 0x33);

  private final List<Integer> epochs = new ArrayList<>();
  private final List<Double> losses = new ArrayList<>();
  private final List<Double> matches = new ArrayList<>();

  /**
   * Adds an epoch.
   *
   * @param epoch its number, counted from 1, above the last one's
   * @param loss mean loss per target token in nats
   * @param exactMatch share of examples answered exactly, 0 to 1
   * @throws IllegalArgumentException if a value is out of range or not a number
   */
  public void add(int epoch, double loss, double exactMatch) {
    int last = epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1);
    if (epoch <= last) {
      throw new IllegalArgumentException("Epoch " + epoch + " does not follow epoch " + last);
    }
    if (!(loss >= 0) || Double.isInfinite(loss)) {
      throw new IllegalArgumentException("Loss of epoch " + epoch + " is " + loss);
    }
    if (!(exactMatch >= 0 && exactMatch <= 1)) {
      throw new IllegalArgumentException(
          "Exact match of epoch " + epoch + " is " + exactMatch + ", expected 0 to 1");
    }
    epochs.add(epoch);
    losses.add(loss);
    matches.add(100 * exactMatch);
  }

  /**
   * Writes a PNG; needs no display.
   *
   * @throws IllegalStateException if there are no epochs
   * @throws IOException if the file cannot be written
   */
  public void write(Path file, String title) throws IOException {
    if (epochs.isEmpty()) {
      throw new IllegalStateException("A learning curve without epochs cannot be drawn");
    }
    XYChart chart =
        new XYChartBuilder().width(760).height(420).title(title).xAxisTitle("epoch").build();
    chart.setYAxisGroupTitle(0, "loss (nats per character)");
    chart.setYAxisGroupTitle(1, "exact match on unseen dates (%)");
    style(chart.getStyler());
    line(chart.addSeries("training loss", epochs, losses), LOSS, 0);
    line(chart.addSeries("exact match", epochs, matches), MATCH, 1);
    Png.write(chart, file);
  }

  private static void line(XYSeries series, Color color, int axis) {
    series.setLineColor(color);
    series.setMarkerColor(color);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setLineStyle(new BasicStroke(2.5f));
    series.setYAxisGroup(axis);
  }

  private void style(XYStyler styler) {
    styler.setYAxisGroupPosition(1, YAxisPosition.Right);
    styler.setYAxisMin(0, 0.0).setYAxisMin(1, 0.0).setYAxisMax(1, 100.0);
    int last = epochs.get(epochs.size() - 1);
    styler.setXAxisMin((double) Math.min(epochs.get(0), last - 1)).setXAxisMax((double) last);
    styler.setXAxisDecimalPattern("0").setXAxisMaxLabelCount(Math.min(20, last));
    styler.setPlotGridVerticalLinesVisible(false).setPlotGridLinesColor(new Color(0xE4E4E4));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16)).setChartFontColor(INK);
    styler.setChartBackgroundColor(Color.WHITE).setChartTitleBoxVisible(false);
    styler.setPlotBorderVisible(false).setMarkerSize(7);
    styler
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE);
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setYAxisGroupTickLabelsColorMap(0, LOSS).setYAxisGroupTickLabelsColorMap(1, MATCH);
  }
}
