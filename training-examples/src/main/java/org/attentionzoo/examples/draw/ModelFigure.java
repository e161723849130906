package org.attentionzoo.examples.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.examples.draw.Figure.Box;
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
  private static final int TABLE = 200;
  private static final int GAP = 24;
  private static final int EDGE = 28;

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
    int below = EDGE + (table == null ? 0 : 3 * PartFigure.LINE + GAP);
    int columns = Math.max(height(encoder), height(decoder));
    figure = new Figure(WIDTH, below + columns + 2 * EDGE, title);
    int ground = figure.height() - below;
    int top = column(LEFT, ground, "source ids [N, S]", encoder);
    int end = column(RIGHT, ground, "target ids [N, T], shifted right", decoder);
    figure.arrow(RIGHT + PartFigure.WIDTH / 2, end, RIGHT + PartFigure.WIDTH / 2, end - GAP);
    figure.words(
        RIGHT + PartFigure.WIDTH / 2, end - GAP - 12, "probabilities [N, V, T]", 13, false);
    memory(top);
    if (table != null) {
      table(ground);
    }
    return figure;
  }

  private static int height(List<ModelPart> column) {
    return PartFigure.LINE + column.stream().mapToInt(part -> GAP + PartFigure.height(part)).sum();
  }

  /** Draws from below; returns the upper edge. */
  private int column(int x, int ground, String input, List<ModelPart> parts) {
    int centre = x + PartFigure.WIDTH / 2;
    figure.words(centre, ground - PartFigure.LINE / 2, input, 13, false);
    int y = ground - PartFigure.LINE;
    for (ModelPart part : parts) {
      figure.arrow(centre, y, centre, y - GAP);
      y -= GAP + PartFigure.height(part);
      Box box = new PartFigure(figure, x == LEFT, readsMemory).draw(x, y, part);
      boxes.put(part.name(), box);
      if (part.count() > 1) {
        int side = x == LEFT ? box.x() - 30 : box.right() + 30;
        figure.words(side, box.middle(), part.count() + " ×", 18, true);
      }
    }
    return y;
  }

  /** From the encoder's top into each step that reads it. */
  private void memory(int top) {
    int from = LEFT + PartFigure.WIDTH / 2;
    int lane = (LEFT + PartFigure.WIDTH + RIGHT) / 2;
    int above = top - GAP;
    boolean states = decoder.stream().anyMatch(part -> PartContents.of(part).readsStates());
    for (Box box : readsMemory) {
      figure.arrow(from, top, from, above, lane, above, lane, box.middle(), box.x(), box.middle());
    }
    figure.words(lane - 70, above - 12, states ? "final states" : "memory [N, m, S]", 12, false);
  }

  /** Below both columns, with dashed lines to all that use it. */
  private void table(int ground) {
    int x = (LEFT + PartFigure.WIDTH + RIGHT) / 2 - TABLE / 2;
    Box box =
        PartFigure.lines(
            figure, x, ground + GAP / 2, TABLE, table.type(), PartContents.of(table).details());
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
