package org.attentionzoo.examples.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
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

  /** Cells of more tokens are smaller, so that the picture of a long line fits into memory. */
  private static final int LARGEST_PLOT = 6000;

  private static final int SMALLEST_CELL = 4;
  private static final int WIDTH_BESIDE_PLOT = 180;
  private static final int HEIGHT_BESIDE_PLOT = 130;
  private static final int WIDEST_LABEL = 240;

  /** The title is in the middle of the plot, and the legend is so much wider than the labels. */
  private static final int LABELS_AND_LEGEND = 35;

  private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);

  /** Makes what follows go from left to right, whatever the script of what is before and behind. */
  private static final String LEFT_TO_RIGHT = "\u200E";

  private static final String ARROW = "  →  ";
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
   * @param read the source sentence, and what was made of it: the title, cut where it is too long
   * @param written see {@code read}
   * @param weights attention weights in [0, 1], [T][S]
   * @param source S tokens, the columns
   * @param output T tokens, the rows
   * @throws IllegalArgumentException if there are no weights, or their numbers of rows and columns
   *     are not those of the tokens, or one is not in [0, 1]
   * @throws IOException if the file cannot be written
   */
  public static void write(
      Path file,
      String read,
      String written,
      float[][] weights,
      List<String> source,
      List<String> output)
      throws IOException {
    Png.write(
        chart(room -> title(read, written, room), "source", "output", weights, source, output),
        file);
  }

  /**
   * The chart alone.
   *
   * @param title is cut where it is too long
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
    return chart(
        room -> DrawnText.fit(title, TITLE, room),
        columnsTitle,
        rowsTitle,
        weights,
        source,
        output);
  }

  /**
   * @param title that fits into so many pixels
   */
  private static HeatMapChart chart(
      IntFunction<String> title,
      String columnsTitle,
      String rowsTitle,
      float[][] weights,
      List<String> source,
      List<String> output) {
    check(weights, source.size(), output.size());
    int fitting = LARGEST_PLOT / Math.max(source.size(), output.size());
    int cell = Math.max(SMALLEST_CELL, Math.min(CELL, fitting));
    Font font = LABELS.deriveFont(LABELS.getSize2D() * cell / CELL);
    List<String> columns = labels(source, font);
    List<String> rows = labels(output, font);
    int widestColumn = widest(columns, font);
    int widestRow = widest(rows, font);
    int plotWidth = cell * Math.max(source.size(), 8);
    int plotHeight = cell * Math.max(output.size(), 6);
    int width = WIDTH_BESIDE_PLOT + widestRow + plotWidth;
    boolean upright = widestColumn > plotWidth / source.size() - 4;
    int labelHeight = upright ? widestColumn : LABELS.getSize();
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(width)
            .height(HEIGHT_BESIDE_PLOT + labelHeight + plotHeight)
            .title(title.apply(width - Math.abs(widestRow - LABELS_AND_LEGEND)))
            .xAxisTitle(columnsTitle)
            .yAxisTitle(rowsTitle)
            .build();
    style(chart.getStyler());
    chart.getStyler().setAxisTickLabelsFont(font);
    chart.getStyler().setXAxisLabelRotation(upright ? 90 : 0);
    chart
        .getStyler()
        .setGradientColorColumnHeight(Math.max(CELL, Math.min(220, plotHeight - 2 * CELL)));
    Collections.reverse(rows); // the chart counts rows from below
    chart.addSeries("attention weight", columns, rows, cells(weights));
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

  private static List<String> labels(List<String> tokens, Font font) {
    return new ArrayList<>(
        tokens.stream()
            .map(token -> DrawnText.fit(DrawnText.token(token, font), font, WIDEST_LABEL))
            .toList());
  }

  private static int widest(List<String> labels, Font font) {
    return labels.stream().mapToInt(label -> DrawnText.width(label, font)).max().orElse(0);
  }

  /** Both sentences have half of the room, or what the other one leaves. */
  private static String title(String read, String written, int width) {
    String from = DrawnText.sentence(read, TITLE);
    String to = DrawnText.sentence(written, TITLE);
    int room = width - CELL - DrawnText.width(ARROW, TITLE);
    int ofFrom = Math.max(room / 2, room - DrawnText.width(to, TITLE));
    String start = DrawnText.fit(from, TITLE, ofFrom);
    String end = DrawnText.fit(to, TITLE, room - DrawnText.width(start, TITLE));
    return LEFT_TO_RIGHT + start + LEFT_TO_RIGHT + ARROW + LEFT_TO_RIGHT + end;
  }

  private static void style(HeatMapStyler styler) {
    styler.setMin(0).setMax(1).setRangeColors(COLORS).setDrawBorder(false);
    styler.setHeatMapDecimalValueFormatter(value -> String.format(Locale.ROOT, "%.1f", value));
    styler.setGradientColorColumnWeight(18);
    styler.setPlotContentSize(1);
    styler.setPlotGridLinesVisible(false).setPlotMargin(1).setAxisTicksLineVisible(false);
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setAxisTickLabelsColor(INK);
    styler.setChartBackgroundColor(Color.WHITE).setChartTitleBoxVisible(false);
    styler.setChartTitleFont(TITLE).setChartFontColor(INK);
    styler
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
        .setLegendBorderColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setXAxisLabelAlignmentVertical(TextAlignment.Right);
    styler.setYAxisLabelAlignment(TextAlignment.Right);
  }
}
