package org.attentionzoo.examples.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/** Draws into a PNG file, without a display. */
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
    for (C chart : charts) {
      if (chart.getStyler() instanceof AxesChartStyler styler) {
        styler.setLocale(Locale.ROOT);
      }
    }
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    withoutDisplay(
        () -> BitmapEncoder.saveBitmap(charts, rows, columns, picture, BitmapFormat.PNG));
    AtomicFiles.write(file, picture.toByteArray());
  }

  /**
   * Whatever is drawn on a white ground.
   *
   * @throws IOException if the file cannot be written, or this Java installation cannot draw text
   */
  public static void write(int width, int height, Consumer<Graphics2D> drawing, Path file)
      throws IOException {
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    withoutDisplay(
        () -> {
          BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
          Graphics2D graphics = image.createGraphics();
          graphics.setColor(Color.WHITE);
          graphics.fillRect(0, 0, width, height);
          drawing.accept(graphics);
          graphics.dispose();
          ImageIO.write(image, "png", picture);
        });
    AtomicFiles.write(file, picture.toByteArray());
  }

  @FunctionalInterface
  private interface Drawing {
    void draw() throws IOException;
  }

  private static void withoutDisplay(Drawing drawing) throws IOException {
    if (!GraphicsEnvironment.isHeadless()) {
      System.setProperty("java.awt.headless", "true");
    }
    try {
      drawing.draw();
    } catch (LinkageError | InternalError e) {
      throw new IOException(
          "This Java installation cannot draw text (are libfreetype and fonts installed?): " + e,
          e);
    }
  }
}
