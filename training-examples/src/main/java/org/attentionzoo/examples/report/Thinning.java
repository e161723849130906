package org.attentionzoo.examples.report;

import java.util.List;
import java.util.TreeSet;
import org.attentionzoo.examples.report.LineChart.Point;

/**
 * Fewer points where a chart has no room to show them all: of each stretch the first one, which is
 * at the same place in all charts, the lowest and the highest one, so that no spike is lost, and a
 * gap if there is one.
 */
final class Thinning {

  /** A chart is less than twice as many pixels wide. */
  private static final int STRETCHES = 300;

  private Thinning() {}

  /** The points to draw, in order. */
  static List<Point> thin(List<Point> points) {
    int size = points.size();
    if (size <= 2 * STRETCHES) {
      return points;
    }
    TreeSet<Integer> kept = new TreeSet<>(List.of(size - 1));
    for (int stretch = 0; stretch < STRETCHES; stretch++) {
      int from = (int) ((long) stretch * size / STRETCHES);
      int to = (int) ((stretch + 1L) * size / STRETCHES);
      int lowest = from;
      int highest = from;
      int gap = from;
      for (int i = from; i < to; i++) {
        Point point = points.get(i);
        gap = point.isDrawn() ? gap : i;
        lowest = point.isDrawn() && !(points.get(lowest).y() <= point.y()) ? i : lowest;
        highest = point.isDrawn() && !(points.get(highest).y() >= point.y()) ? i : highest;
      }
      kept.addAll(List.of(from, lowest, highest, gap));
    }
    return kept.stream().map(points::get).toList();
  }
}
