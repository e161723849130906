package org.attentionzoo.examples.report;

import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** Draws a chart into a PNG file, without a display. */
final class Png {

  private Png() {}

  /**
   * @throws IOException if the file cannot be written, or this Java installation cannot draw text
   */
  static void write(Chart<?, ?> chart, Path file) throws IOException {
    if (!GraphicsEnvironment.isHeadless()) {
      System.setProperty("java.awt.headless", "true");
    }
    byte[] picture;
    try {
      picture = BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
    } catch (LinkageError | InternalError e) {
      throw new IOException(
          "This Java installation cannot draw text (are libfreetype and fonts installed?): " + e,
          e);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(picture);
    }
  }
}
