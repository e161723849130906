package org.attentionzoo.examples.draw;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.draw.Figure.Box;
import org.attentionzoo.examples.draw.PartContents.Step;

/** One part of a model: a box, or a frame with its steps from below, and what goes past them. */
final class PartFigure {

  static final int WIDTH = 270;
  static final int LINE = 17;
  private static final int INSET = 32;
  private static final int STEP_GAP = 18;

  private static final String NORM = "Normalization";
  private static final String FRAME = "#f4f6f8";
  private static final String BAR = "#dfe4e9";
  private static final String PLAIN = "#ffffff";
  private static final String ATTENTION = "#ffdfae";
  private static final String NORMS = "#fbf5c4";
  private static final String FEED_FORWARD = "#cde6f7";
  private static final String RECURRENT = "#d5eedb";
  private static final String EMBEDDING = "#fbdcdc";
  private static final String OUTPUT = "#dcdff5";

  private final Figure figure;
  private final boolean left;
  private final List<Box> readsMemory;

  /**
   * @param left whether the outer side is on the left
   * @param readsMemory gets the steps that read the encoder's output
   */
  PartFigure(Figure figure, boolean left, List<Box> readsMemory) {
    this.figure = figure;
    this.left = left;
    this.readsMemory = readsMemory;
  }

  /** How high the part will be. */
  static int height(ModelPart part) {
    PartContents contents = PartContents.of(part);
    if (contents.steps().isEmpty()) {
      return box(1 + contents.details().size());
    }
    int height = box(1) + STEP_GAP;
    for (Step step : contents.steps()) {
      int others = !step.residual() ? 0 : PartContents.normalizesFirst(part) ? 2 : 1;
      height += box(2) + STEP_GAP + others * (box(1) + STEP_GAP);
    }
    return height;
  }

  private static int box(int lines) {
    return lines * LINE + 10;
  }

  /**
   * Draws the part.
   *
   * @return its frame
   */
  Box draw(int x, int y, ModelPart part) {
    PartContents contents = PartContents.of(part);
    if (contents.steps().isEmpty()) {
      return lines(figure, x, y, WIDTH, part.type(), contents.details());
    }
    Box frame = figure.box(x, y, WIDTH, height(part), FRAME);
    lines(figure, x, y, WIDTH, BAR, part.type(), List.of());
    int at = frame.bottom();
    List<Box> inside = new ArrayList<>();
    int from = at; // where the line into the next step begins
    for (Step step : contents.steps()) {
      boolean first = step.residual() && PartContents.normalizesFirst(part);
      at -= STEP_GAP;
      int fork = from == frame.bottom() ? at + STEP_GAP / 2 : from - STEP_GAP / 2;
      if (first) {
        at -= box(1);
        Box norm = inner(frame, at, 1, NORM, List.of());
        figure.arrow(norm.centre(), from, norm.centre(), norm.bottom());
        from = at;
        at -= STEP_GAP;
      }
      at -= box(2);
      Box box = inner(frame, at, 2, step.type(), List.of(step.detail()));
      if (inside.size() > 0 || contents.entry() == 0) {
        figure.arrow(box.centre(), from, box.centre(), box.bottom());
      }
      inside.add(box);
      if (step.memory()) {
        readsMemory.add(box);
      }
      from = at;
      if (step.residual() && !first) {
        at -= STEP_GAP + box(1);
        Box norm = inner(frame, at, 1, "add & " + NORM, List.of());
        figure.arrow(norm.centre(), from, norm.centre(), norm.bottom());
        residual(norm, fork, norm.middle());
        from = at;
      } else if (first) {
        at -= STEP_GAP + box(1);
        Box sum = inner(frame, at, 1, "add", List.of());
        figure.arrow(sum.centre(), from, sum.centre(), sum.bottom());
        residual(sum, fork, sum.middle());
        from = at;
      }
    }
    figure.arrow(frame.centre(), from, frame.centre(), y + box(1));
    if (contents.entry() > 0) {
      enter(frame, inside.get(contents.entry()));
    }
    if (contents.last() >= 0) {
      again(inside.get(contents.last()), inside.get(contents.reader()));
    }
    return frame;
  }

  /** What a step reads of the time step before, on the outer side. */
  private void again(Box last, Box reader) {
    int side = last.right() + INSET / 3;
    int level = last.middle() + LINE / 2;
    int end = reader.middle();
    figure.dashed(last.right(), level, side, level, side, end, reader.right(), end);
  }

  /** What comes from below, past the first steps. */
  private void enter(Box frame, Box reader) {
    int side = reader.right() + 2 * INSET / 3;
    int low = frame.bottom() - STEP_GAP / 2;
    int level = reader.middle() - LINE / 2;
    figure.arrow(
        frame.centre(),
        frame.bottom(),
        frame.centre(),
        low,
        side,
        low,
        side,
        level,
        reader.right(),
        level);
  }

  /** Past a step, on the outer side. */
  private void residual(Box sum, int fork, int level) {
    int side = left ? sum.x() - INSET / 2 : sum.right() + INSET / 2;
    int edge = left ? sum.x() : sum.right();
    figure.arrow(sum.centre(), fork, side, fork, side, level, edge, level);
  }

  private Box inner(Box frame, int y, int lines, String type, List<String> details) {
    Box box = lines(figure, frame.x() + INSET, y, WIDTH - 2 * INSET, type, details);
    if (box.height() != box(lines)) {
      throw new IllegalStateException(type + " has " + details.size() + " lines of details");
    }
    return box;
  }

  /** A box with a name in the colour of its type, and lines below it. */
  static Box lines(Figure figure, int x, int y, int width, String type, List<String> details) {
    return lines(figure, x, y, width, color(type), type, details);
  }

  private static Box lines(
      Figure figure, int x, int y, int width, String color, String name, List<String> details) {
    Box box = figure.box(x, y, width, box(1 + details.size()), color);
    int line = y + 5 + LINE / 2;
    figure.words(box.centre(), line, name, 13, true);
    for (String detail : details) {
      line += LINE;
      figure.words(box.centre(), line, detail, 12, false);
    }
    return box;
  }

  private static String color(String type) {
    if (type.endsWith(NORM)) {
      return NORMS;
    }
    if (type.equals("FeedForward")) {
      return FEED_FORWARD;
    }
    if (type.endsWith("Output") || type.endsWith("OutputLayer")) {
      return OUTPUT;
    }
    if (type.contains("Embedding")) {
      return EMBEDDING;
    }
    if (type.startsWith("Cell.") || type.startsWith("Recurrent") || type.startsWith("Initial")) {
      return RECURRENT;
    }
    return type.equals("add") || type.endsWith("Order") || type.equals("LayerNorm")
        ? PLAIN
        : ATTENTION;
  }
}
