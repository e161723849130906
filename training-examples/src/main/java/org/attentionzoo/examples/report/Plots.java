package org.attentionzoo.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Charts as picture files. */
public final class Plots {

  private Plots() {}

  /**
   * Draws a chart twice: NAME.svg and NAME.png, where NAME is {@link LineChart#file}. Needs no
   * display.
   *
   * @param folder is made if need be
   * @throws IllegalArgumentException if there is nothing to draw
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, LineChart chart) throws IOException {
    Files.createDirectories(folder);
    AtomicFiles.write(folder.resolve(chart.file() + ".svg"), SvgChart.drawAlone(chart));
    PngChart.write(folder.resolve(chart.file() + ".png"), chart);
  }
}
