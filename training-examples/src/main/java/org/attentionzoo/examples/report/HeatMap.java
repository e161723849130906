package org.attentionzoo.examples.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.HeatMapStyler;

/**
 * Attention weights as a picture: a column for each source token, a row for each output token,
 * first output at the top, as in Bahdanau et al. 2014, figure 3. Needs no display.
 */
public final class HeatMap {

  private static final int CELL = 30;
  private static final int WIDTH_BESIDE_PLOT = 210;
  private static final int HEIGHT_BESIDE_PLOT = 150;
  private static final Color INK = new Color(0x33, 0x33, 0x33);

  /**
   * From near white through teal to night blue: monotone in lightness, so it survives grey
   * printing.
   */
  private static final Color[] COLORS = {
    new Color(0xF6F8F7),
    new Color(0xE0F3EC),
    new Color(0xA8DDC9),
    new Color(0x5FBFC0),
    new Color(0x2B8CBE),
    new Color(0x1C5A9A),
    new Color(0x0A2A5E)
  };

  private HeatMap() {}

  /**
   * Writes a PNG.
   *
   * @param weights attention weights in [0, 1], [T][S]
   * @param source S tokens, the columns
   * @param output T tokens, the rows
   * @throws IllegalArgumentException if there are no weights, or their numbers of rows and columns
   *     are not those of the tokens, or one is not in [0, 1]
   * @throws IOException if the file cannot be written
   */
  public static void write(
      Path file, String title, float[][] weights, List<String> source, List<String> output)
      throws IOException {
    Png.write(chart(title, "source", "output", weights, source, output), file);
  }

  /**
   * The chart alone.
   *
   * @param columnsTitle what the columns are
   * @param rowsTitle what the rows are
   * @throws IllegalArgumentException as {@link #write} does
   */
  public static HeatMapChart chart(
      String title,
      String columnsTitle,
      String rowsTitle,
      float[][] weights,
      List<String> source,
      List<String> output) {
    check(weights, source.size(), output.size());
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(WIDTH_BESIDE_PLOT + CELL * Math.max(source.size(), 8))
            .height(HEIGHT_BESIDE_PLOT + CELL * Math.max(output.size(), 6))
            .title(title)
            .xAxisTitle(columnsTitle)
            .yAxisTitle(rowsTitle)
            .build();
    style(chart.getStyler());
    List<String> rows = labels(output);
    Collections.reverse(rows); // the chart counts rows from below
    chart.addSeries("attention weight", labels(source), rows, cells(weights));
    return chart;
  }

  private static void check(float[][] weights, int columns, int rows) {
    if (rows == 0 || columns == 0) {
      throw new IllegalArgumentException(
          "A heat map needs source and output tokens, got " + columns + " and " + rows);
    }
    if (weights.length != rows) {
      throw new IllegalArgumentException(
          weights.length + " rows of weights for " + rows + " output tokens");
    }
    for (int t = 0; t < rows; t++) {
      if (weights[t].length != columns) {
        throw new IllegalArgumentException(
            weights[t].length + " weights in row " + t + " for " + columns + " source tokens");
      }
      for (int s = 0; s < columns; s++) {
        if (!(weights[t][s] >= 0 && weights[t][s] <= 1 + 1e-4)) {
          throw new IllegalArgumentException(
              "Weight [" + t + "][" + s + "] is " + weights[t][s] + ", expected 0 to 1");
        }
      }
    }
  }

  private static List<Number[]> cells(float[][] weights) {
    List<Number[]> cells = new ArrayList<>();
    int rows = weights.length;
    for (int t = 0; t < rows; t++) {
      for (int s = 0; s < weights[t].length; s++) {
        cells.add(new Number[] {s, rows - 1 - t, Math.min(1f, weights[t][s])});
      }
    }
    return cells;
  }

  private static List<String> labels(List<String> tokens) {
    return new ArrayList<>(tokens.stream().map(token -> token.equals(" ") ? "␣" : token).toList());
  }

  private static void style(HeatMapStyler styler) {
    styler.setMin(0).setMax(1).setRangeColors(COLORS).setDrawBorder(false);
    styler.setHeatMapDecimalValueFormatter(value -> String.format(Locale.ROOT, "%.1f", value));
    styler.setGradientColorColumnWeight(18).setGradientColorColumnHeight(220);
    styler.setPlotContentSize(1);
    styler.setPlotGridLinesVisible(false).setPlotMargin(1).setAxisTicksLineVisible(false);
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setAxisTickLabelsColor(INK);
    styler.setChartBackgroundColor(Color.WHITE).setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16)).setChartFontColor(INK);
    styler
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
        .setLegendBorderColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setXAxisLabelAlignmentVertical(TextAlignment.Left);
    styler.setYAxisLabelAlignment(TextAlignment.Right);
  }
}
