package org.attentionzoo.examples.draw;

import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.recurrent.Direction;
import org.attentionzoo.layers.recurrent.LuongOrder;
import org.attentionzoo.layers.recurrent.PlainOrder;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.attentionzoo.layers.transformer.MultiHeadAttention;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.transformer.TransformerDecoderLayer;
import org.attentionzoo.layers.transformer.TransformerEncoderLayer;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * What is inside a part, in the order of computation.
 *
 * @param steps empty for a part that is drawn as one box
 * @param details lines below the name of the part's class
 * @param entry the step that reads the input from below
 * @param last the step whose value of the time step before another one reads, -1 for none
 * @param reader the step that reads it
 */
record PartContents(List<Step> steps, List<String> details, int entry, int last, int reader) {

  private static final String INITIAL_STATE = "InitialState.";

  /**
   * A step of a layer.
   *
   * @param type its class
   * @param detail one line about it
   * @param memory whether it reads the encoder's output
   * @param residual whether its input is added to its output, next to a normalization
   */
  record Step(String type, String detail, boolean memory, boolean residual) {}

  static PartContents of(ModelPart part) {
    if (part.type().equals(TransformerEncoderLayer.class.getSimpleName())) {
      return steps(sublayer(part, "self-attention, %s heads"), feedForward(part));
    }
    if (part.type().equals(TransformerDecoderLayer.class.getSimpleName())) {
      return steps(
          sublayer(part, "causal self-attention, %s heads"),
          new Step(
              MultiHeadAttention.class.getSimpleName(),
              String.format(
                  Locale.ROOT, "cross-attention, %s heads", part.option("heads").asText()),
              true,
              true),
          feedForward(part));
    }
    if (part.type().equals(RecurrentDecoder.class.getSimpleName())) {
      return recurrentDecoder(part);
    }
    return new PartContents(List.of(), details(part), 0, -1, -1);
  }

  /** Whether the encoder's last states are all that it reads of the source. */
  boolean readsStates() {
    return steps.stream().anyMatch(step -> step.type().startsWith(INITIAL_STATE));
  }

  /** Where a Transformer layer normalizes. */
  static boolean normalizesFirst(ModelPart part) {
    return part.option("normPosition").asText().equals(NormPosition.PRE.name());
  }

  private static PartContents steps(Step... steps) {
    return new PartContents(List.of(steps), List.of(), 0, -1, -1);
  }

  private static Step sublayer(ModelPart part, String detail) {
    return new Step(
        MultiHeadAttention.class.getSimpleName(),
        String.format(Locale.ROOT, detail, part.option("heads").asText()),
        false,
        true);
  }

  private static Step feedForward(ModelPart part) {
    String size = part.option("size").asText();
    return new Step(
        "FeedForward",
        String.format(
            Locale.ROOT,
            "%s → %s → %s, %s",
            size,
            part.option("innerSize").asText(),
            size,
            word(part, "activation")),
        false,
        true);
  }

  private static PartContents recurrentDecoder(ModelPart part) {
    DecoderOrder order = part.option("order", DecoderOrder.class);
    JsonNode options = part.option("order");
    Step cell = cell(part, order, options);
    if (order instanceof PlainOrder) {
      Step start =
          new Step(
              INITIAL_STATE + part.option("initialState").asText(),
              "all that it knows of the source",
              true,
              false);
      return new PartContents(List.of(start, cell), List.of(), 1, -1, -1);
    }
    Alignment alignment = ModelPart.value(options.get("alignment"), Alignment.class);
    Step attention =
        new Step(
            alignment.score().getClass().getSimpleName(),
            (order instanceof LuongOrder ? "by h, " : "by the last s, ")
                + alignment.window().getClass().getSimpleName(),
            true,
            false);
    String name = order.getClass().getSimpleName();
    if (order instanceof LuongOrder) {
      Step output = new Step(name, "h̃ = tanh([c; h] W)", false, false);
      boolean feeds = options.path("inputFeeding").asBoolean();
      return new PartContents(
          List.of(cell, attention, output), List.of(), 0, feeds ? 2 : -1, feeds ? 0 : -1);
    }
    long maxout = options.path("maxout").asLong();
    String output = maxout > 0 ? "maxout of s, c and y, " + maxout : "[s; c; y]";
    return new PartContents(
        List.of(attention, cell, new Step(name, output, false, false)), List.of(), 1, 1, 0);
  }

  private static Step cell(ModelPart part, DecoderOrder order, JsonNode options) {
    String reads =
        order instanceof BahdanauOrder
            ? "y, c"
            : options.path("inputFeeding").asBoolean() ? "y, h̃" : "y";
    return new Step(
        "Cell." + part.option("cell").asText(), units(part) + ", reads " + reads, false, false);
  }

  private static String units(ModelPart part) {
    int layers = part.option("layers").asInt();
    return (layers == 1 ? "" : layers + " × ") + part.option("units").asText() + " units";
  }

  private static List<String> details(ModelPart part) {
    if (part.type().equals(RecurrentEncoder.class.getSimpleName())) {
      Direction direction = Direction.valueOf(part.option("direction").asText());
      String reads =
          switch (direction) {
            case FORWARD -> "reads forward";
            case BACKWARD -> "reads backward";
            case BOTH -> "reads in both directions";
          };
      return List.of(units(part) + ", " + word(part, "cell"), reads);
    }
    if (part.option("nout").isNumber()) {
      return List.of(
          String.format(Locale.ROOT, "softmax over %,d tokens", part.option("nout").asLong()));
    }
    if (!part.option("vocabularySize").isNumber()) {
      return List.of();
    }
    String size =
        String.format(
            Locale.ROOT,
            "%,d tokens, d %d",
            part.option("vocabularySize").asLong(),
            part.option("size").asLong());
    String positions = word(part, "positions");
    return positions.isEmpty() || positions.equals("none")
        ? List.of(size)
        : List.of(
            size,
            (part.option("scaled").asBoolean() ? "× √d + " : "+ ") + positions + " positions");
  }

  /** An enum's value as text; the names of cells stay as they are. */
  private static String word(ModelPart part, String field) {
    String value = part.option(field).asText();
    return field.equals("cell") ? value : value.toLowerCase(Locale.ROOT);
  }
}
