package org.attentionzoo.examples.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.examples.draw.Figure.Box;
import org.attentionzoo.examples.draw.PartContents.Step;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.zoo.model.SequenceModel;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * An encoder–decoder as the papers draw it: the encoder on the left, the decoder on the right, both
 * from below. Boxes are the parts of the configuration with their classes, arrows its connections.
 */
final class ModelFigure {

  private static final int WIDTH = 910;
  private static final int LEFT = 80;
  private static final int RIGHT = 550;
  private static final int COLUMN = 270;
  private static final int INSET = 32;
  private static final int TABLE = 200;
  private static final int GAP = 24;
  private static final int STEP_GAP = 18;
  private static final int LINE = 17;
  private static final int EDGE = 28;

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

  private final List<ModelPart> encoder = new ArrayList<>();
  private final List<ModelPart> decoder = new ArrayList<>();
  private ModelPart table;
  private final Map<String, Box> boxes = new HashMap<>();
  private final List<Box> readsMemory = new ArrayList<>();
  private Figure figure;

  private ModelFigure(ComputationGraphConfiguration conf) {
    Set<String> ofTarget = new HashSet<>(Set.of(SequenceModel.TARGET));
    for (ModelPart part : ModelPart.of(conf)) {
      if (part.type().equals(SharedEmbeddingTable.class.getSimpleName())) {
        table = part; // its input only gives it a place in the graph
      } else if (part.inputs().stream().anyMatch(ofTarget::contains)) {
        ofTarget.add(part.name());
        decoder.add(part);
      } else {
        encoder.add(part);
      }
    }
  }

  /**
   * @param title what the picture shows
   * @param conf with the inputs "source" and "target"
   */
  static Figure of(String title, ComputationGraphConfiguration conf) {
    return new ModelFigure(conf).draw(title);
  }

  private Figure draw(String title) {
    int below = EDGE + (table == null ? 0 : 3 * LINE + GAP);
    int columns = Math.max(height(encoder), height(decoder));
    figure = new Figure(WIDTH, below + columns + 2 * EDGE, title);
    int ground = figure.height() - below;
    int top = column(LEFT, ground, "source ids [N, S]", encoder);
    int end = column(RIGHT, ground, "target ids [N, T], shifted right", decoder);
    figure.arrow(RIGHT + COLUMN / 2, end, RIGHT + COLUMN / 2, end - GAP);
    figure.words(RIGHT + COLUMN / 2, end - GAP - 12, "probabilities [N, V, T]", 13, false);
    memory(top);
    if (table != null) {
      table(ground);
    }
    return figure;
  }

  private static int height(List<ModelPart> column) {
    return LINE + column.stream().mapToInt(part -> GAP + height(part)).sum();
  }

  private static int height(ModelPart part) {
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

  /** Draws from below; returns the upper edge. */
  private int column(int x, int ground, String input, List<ModelPart> parts) {
    int centre = x + COLUMN / 2;
    figure.words(centre, ground - LINE / 2, input, 13, false);
    int y = ground - LINE;
    for (ModelPart part : parts) {
      figure.arrow(centre, y, centre, y - GAP);
      y -= GAP + height(part);
      Box box = part(x, y, part);
      boxes.put(part.name(), box);
      if (part.count() > 1) {
        int side = x == LEFT ? box.x() - 30 : box.right() + 30;
        figure.words(side, box.middle(), part.count() + " ×", 18, true);
      }
    }
    return y;
  }

  private Box part(int x, int y, ModelPart part) {
    PartContents contents = PartContents.of(part);
    if (contents.steps().isEmpty()) {
      return lines(x, y, COLUMN, color(part.type()), part.type(), contents.details());
    }
    Box frame = figure.box(x, y, COLUMN, height(part), FRAME);
    lines(x, y, COLUMN, BAR, part.type(), List.of());
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
        residual(x, norm, fork, norm.middle());
        from = at;
      } else if (first) {
        at -= STEP_GAP + box(1);
        Box sum = inner(frame, at, 1, "add", List.of());
        figure.arrow(sum.centre(), from, sum.centre(), sum.bottom());
        residual(x, sum, fork, sum.middle());
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
  private void residual(int x, Box sum, int fork, int level) {
    boolean left = x == LEFT;
    int side = left ? sum.x() - INSET / 2 : sum.right() + INSET / 2;
    int edge = left ? sum.x() : sum.right();
    figure.arrow(sum.centre(), fork, side, fork, side, level, edge, level);
  }

  private Box inner(Box frame, int y, int lines, String type, List<String> details) {
    Box box = lines(frame.x() + INSET, y, COLUMN - 2 * INSET, color(type), type, details);
    if (box.height() != box(lines)) {
      throw new IllegalStateException(type + " has " + details.size() + " lines of details");
    }
    return box;
  }

  private Box lines(int x, int y, int width, String color, String name, List<String> details) {
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

  /** From the encoder's top into each step that reads it. */
  private void memory(int top) {
    int from = LEFT + COLUMN / 2;
    int lane = (LEFT + COLUMN + RIGHT) / 2;
    int above = top - GAP;
    boolean states = decoder.stream().anyMatch(part -> PartContents.of(part).readsStates());
    for (Box box : readsMemory) {
      figure.arrow(from, top, from, above, lane, above, lane, box.middle(), box.x(), box.middle());
    }
    figure.words(lane - 70, above - 12, states ? "final states" : "memory [N, m, S]", 12, false);
  }

  /** Below both columns, with dashed lines to all that use it. */
  private void table(int ground) {
    int x = (LEFT + COLUMN + RIGHT) / 2 - TABLE / 2;
    Box box =
        lines(
            x, ground + GAP / 2, TABLE, EMBEDDING, table.type(), PartContents.of(table).details());
    for (List<ModelPart> column : List.of(encoder, decoder)) {
      for (ModelPart part : column) {
        if (part.inputs().contains(table.name())) {
          use(box, boxes.get(part.name()));
        }
      }
    }
  }

  private void use(Box shared, Box user) {
    boolean output = user.bottom() < shared.y() - figure.height() / 2;
    if (output) {
      int lane = WIDTH - 18;
      figure.dashed(
          shared.right(),
          shared.middle(),
          lane,
          shared.middle(),
          lane,
          user.middle(),
          user.right(),
          user.middle());
    } else if (user.x() == LEFT) {
      int lane = shared.centre() - 30;
      figure.dashed(lane, shared.y(), lane, user.middle(), user.right(), user.middle());
    } else {
      int lane = shared.centre() + 30;
      figure.dashed(lane, shared.y(), lane, user.middle(), user.x(), user.middle());
    }
  }
}
