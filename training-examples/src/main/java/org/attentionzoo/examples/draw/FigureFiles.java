package org.attentionzoo.examples.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.examples.draw.Figure.Box;
import org.attentionzoo.examples.draw.Figure.Route;
import org.attentionzoo.examples.draw.Figure.Shape;
import org.attentionzoo.examples.draw.Figure.Words;
import org.attentionzoo.examples.report.AtomicFiles;
import org.attentionzoo.examples.report.Html;
import org.attentionzoo.examples.report.Png;

/** A {@link Figure} as SVG and as PNG; needs no display. */
final class FigureFiles {

  private static final String INK = "#333333";
  private static final String LINE = "#5a6472";
  private static final int CORNER = 8;
  private static final int HEAD = 8;
  private static final int PIXELS = 2; // for sharp letters

  private FigureFiles() {}

  /**
   * Writes the figure.
   *
   * @throws IOException if the file cannot be written, or this Java installation cannot draw text
   */
  static void writePng(Figure figure, Path file) throws IOException {
    Png.write(
        PIXELS * figure.width(),
        PIXELS * figure.height(),
        g -> {
          g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
          g.setRenderingHint(
              RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
          g.scale(PIXELS, PIXELS);
          figure.shapes().forEach(shape -> draw(shape, g));
        },
        file);
  }

  private static void draw(Shape shape, Graphics2D g) {
    if (shape instanceof Box box) {
      g.setColor(Color.decode(box.fill()));
      g.fillRoundRect(box.x(), box.y(), box.width(), box.height(), CORNER, CORNER);
      g.setColor(Color.decode(LINE));
      g.setStroke(new BasicStroke(1.2f));
      g.drawRoundRect(box.x(), box.y(), box.width(), box.height(), CORNER, CORNER);
    } else if (shape instanceof Words words) {
      g.setFont(new Font(Font.SANS_SERIF, words.bold() ? Font.BOLD : Font.PLAIN, words.size()));
      FontMetrics metrics = g.getFontMetrics();
      g.setColor(Color.decode(INK));
      int left = words.x() - metrics.stringWidth(words.text()) / 2;
      g.drawString(words.text(), left, words.y() + words.size() * 35 / 100);
    } else if (shape instanceof Route route) {
      g.setColor(Color.decode(LINE));
      g.setStroke(
          route.dashed()
              ? new BasicStroke(
                  1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0)
              : new BasicStroke(1.6f));
      g.draw(path(route.points()));
      if (route.arrow()) {
        Path2D head = path(head(route.points()));
        head.closePath();
        g.fill(head);
      }
    }
  }

  private static Path2D path(List<Integer> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0), points.get(1));
    for (int i = 2; i < points.size(); i += 2) {
      path.lineTo(points.get(i), points.get(i + 1));
    }
    return path;
  }

  /** The three corners of the arrow's head; the last piece is level or upright. */
  private static List<Integer> head(List<Integer> points) {
    int n = points.size();
    int x = points.get(n - 2);
    int y = points.get(n - 1);
    int dx = Integer.signum(x - points.get(n - 4));
    int dy = Integer.signum(y - points.get(n - 3));
    int half = HEAD / 2;
    return List.of(
        x,
        y,
        x - dx * HEAD - dy * half,
        y - dy * HEAD - dx * half,
        x - dx * HEAD + dy * half,
        y - dy * HEAD + dx * half);
  }

  /**
   * Writes the figure.
   *
   * @throws IOException if the file cannot be written
   */
  static void writeSvg(Figure figure, Path file) throws IOException {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"%s\" font-family=\"system-ui, sans-serif\">",
            figure.width(), figure.height(), Html.text(figure.title())));
    svg.append(
        format(
            "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>",
            figure.width(), figure.height()));
    figure.shapes().forEach(shape -> svg.append(element(shape)));
    AtomicFiles.write(file, svg.append("</svg>\n").toString());
  }

  private static String element(Shape shape) {
    if (shape instanceof Box box) {
      return format(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"%s\" stroke=\"%s\"/>",
          box.x(), box.y(), box.width(), box.height(), box.fill(), LINE);
    }
    if (shape instanceof Words words) {
      return format(
          "<text x=\"%d\" y=\"%d\" font-size=\"%d\"%s text-anchor=\"middle\" fill=\"%s\">%s</text>",
          words.x(),
          words.y() + words.size() * 35 / 100,
          words.size(),
          words.bold() ? " font-weight=\"600\"" : "",
          INK,
          Html.text(words.text()));
    }
    Route route = (Route) shape;
    String line =
        format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>",
            points(route.points()), LINE, route.dashed() ? " stroke-dasharray=\"5 4\"" : "");
    return route.arrow()
        ? line + format("<polygon points=\"%s\" fill=\"%s\"/>", points(head(route.points())), LINE)
        : line;
  }

  private static String points(List<Integer> points) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < points.size(); i += 2) {
      text.append(i == 0 ? "" : " ").append(points.get(i)).append(',').append(points.get(i + 1));
    }
    return text.toString();
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values) + "\n";
  }
}
