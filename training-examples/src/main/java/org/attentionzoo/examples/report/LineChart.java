package org.attentionzoo.examples.report;

import java.util.List;

/**
 * Lines to draw, independent of how: {@link Plots} draws them.
 *
 * @param file name of its files without extension, and its id in a page
 * @param title what it shows
 * @param xTitle what is on the horizontal axis
 * @param yTitle what is on the vertical axis, with the unit
 * @param categories labels of the positions 0, 1, … on the horizontal axis; empty for numbers
 * @param series the lines
 */
public record LineChart(
    String file,
    String title,
    String xTitle,
    String yTitle,
    List<String> categories,
    List<Series> series) {

  /**
   * One line.
   *
   * @param name what it stands for
   * @param model index of its model, which gives the colour
   * @param dashed whether it is dashed, to tell it from another line of the model
   * @param points in order of x
   */
  public record Series(String name, int model, boolean dashed, List<Point> points) {}

  /**
   * A point; a y that is not finite is left out.
   *
   * @param note what to say about it besides its value, may be empty
   */
  public record Point(double x, double y, String note) {
    /** Whether it has a place. */
    public boolean isDrawn() {
      return Double.isFinite(y);
    }
  }

  /** Whether there is anything to draw. */
  public boolean isEmpty() {
    return series.stream().flatMap(s -> s.points().stream()).noneMatch(Point::isDrawn);
  }
}
