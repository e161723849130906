package org.attentionzoo.examples.report;

import java.awt.GraphicsEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/** Draws charts into a PNG file, without a display. */
public final class Png {

  private Png() {}

  /**
   * @throws IOException if the file cannot be written, or this Java installation cannot draw text
   */
  static void write(Chart<?, ?> chart, Path file) throws IOException {
    write(List.of(chart), 1, 1, file);
  }

  /**
   * Charts of one size side by side, row after row.
   *
   * @throws IOException if the file cannot be written, or this Java installation cannot draw text
   */
  public static <C extends Chart<?, ?>> void write(List<C> charts, int rows, int columns, Path file)
      throws IOException {
    if (!GraphicsEnvironment.isHeadless()) {
      System.setProperty("java.awt.headless", "true");
    }
    for (C chart : charts) {
      if (chart.getStyler() instanceof AxesChartStyler styler) {
        styler.setLocale(Locale.ROOT);
      }
    }
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    try {
      BitmapEncoder.saveBitmap(charts, rows, columns, picture, BitmapFormat.PNG);
    } catch (LinkageError | InternalError e) {
      throw new IOException(
          "This Java installation cannot draw text (are libfreetype and fonts installed?): " + e,
          e);
    }
    AtomicFiles.write(file, picture.toByteArray());
  }
}
