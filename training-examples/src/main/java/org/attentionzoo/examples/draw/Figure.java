package org.attentionzoo.examples.draw;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Boxes, words and lines on a white ground, in pixels from the top left. */
final class Figure {

  /** What is drawn. */
  sealed interface Shape {}

  /**
   * A rectangle.
   *
   * @param fill as {@code #rrggbb}
   */
  record Box(int x, int y, int width, int height, String fill) implements Shape {
    int centre() {
      return x + width / 2;
    }

    int middle() {
      return y + height / 2;
    }

    int right() {
      return x + width;
    }

    int bottom() {
      return y + height;
    }
  }

  /** One line of text around a point. */
  record Words(int x, int y, String text, int size, boolean bold) implements Shape {}

  /**
   * Straight pieces one after the other.
   *
   * @param points x, y, x, y …
   */
  record Route(List<Integer> points, boolean arrow, boolean dashed) implements Shape {}

  private final List<Shape> shapes = new ArrayList<>();
  private final int width;
  private final int height;
  private final String title;

  Figure(int width, int height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** What the picture shows, for those who do not see it. */
  String title() {
    return title;
  }

  List<Shape> shapes() {
    return Collections.unmodifiableList(shapes);
  }

  Box box(int x, int y, int width, int height, String fill) {
    Box box = new Box(x, y, width, height, fill);
    shapes.add(box);
    return box;
  }

  void words(int x, int y, String text, int size, boolean bold) {
    shapes.add(new Words(x, y, text, size, bold));
  }

  void arrow(Integer... points) {
    shapes.add(new Route(List.of(points), true, false));
  }

  void dashed(Integer... points) {
    shapes.add(new Route(List.of(points), true, true));
  }
}
