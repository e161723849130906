package org.attentionzoo.zoo.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.JsonNodeFactory;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Changes values of a JSON text, its names, or the text itself. */
final class JsonMutator {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final String MARKS = "{[\"\\:,x1";

  private static final List<String> CLASSES =
      List.of(
          StaticCanary.class.getName(),
          "java.lang.Object",
          "javax.swing.JEditorPane",
          "java.util.HashMap",
          "com.example.Missing",
          "[Ljava.lang.String;",
          "",
          "org.deeplearning4j.nn.conf.layers.DenseLayer",
          "org.nd4j.linalg.learning.config.Sgd",
          "org.deeplearning4j.nn.conf.graph.MergeVertex",
          "org.deeplearning4j.nn.conf.graph.LayerVertex",
          "org.attentionzoo.layers.transformer.LayerNorm");

  private record Place(JsonNode parent, String field, int index) {

    JsonNode value() {
      return field == null ? parent.get(index) : parent.get(field);
    }

    void set(JsonNode value) {
      if (field == null) {
        ((ArrayNode) parent).set(index, value);
      } else {
        ((ObjectNode) parent).set(field, value);
      }
    }

    void remove() {
      if (field == null) {
        ((ArrayNode) parent).remove(index);
      } else {
        ((ObjectNode) parent).remove(field);
      }
    }

    @Override
    public String toString() {
      return field == null ? "[" + index + "]" : field;
    }
  }

  private JsonMutator() {}

  /** Changes an entry of JSON; says how. */
  static String mutate(RawEntry entry, SplittableRandom random) {
    String text = entry.text();
    if (random.nextInt(5) == 0) {
      return entry.name + ": " + mutateText(entry, text, random);
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    StringBuilder what = new StringBuilder(entry.name);
    for (int i = random.nextInt(5) == 0 ? 3 : 1; i > 0; i--) {
      List<Place> places = new ArrayList<>();
      collect(root, places);
      if (places.isEmpty()) {
        return what + ": nothing to change";
      }
      Place place = places.get(random.nextInt(places.size()));
      what.append(": ").append(place).append(' ');
      switch (random.nextInt(8)) {
        case 0 -> {
          place.remove();
          what.append("removed");
        }
        case 1 -> {
          JsonNode other = places.get(random.nextInt(places.size())).value().deepCopy();
          place.set(other);
          what.append("like another: ").append(shortened(other.toString()));
        }
        case 2 -> {
          if (place.parent instanceof ObjectNode object) {
            String name = random.nextBoolean() ? place.field + "x" : "@class";
            JsonNode value = place.value();
            place.remove();
            object.set(name, value);
            what.append("renamed ").append(name);
          } else {
            ((ArrayNode) place.parent).add(place.value().deepCopy());
            what.append("doubled");
          }
        }
        default -> {
          JsonNode value = value(place.value(), random);
          place.set(value);
          what.append("is ").append(shortened(value.toString()));
        }
      }
    }
    entry.text(root.toString());
    return what.toString();
  }

  private static void collect(JsonNode node, List<Place> places) {
    if (node.isObject()) {
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        places.add(new Place(node, name, 0));
        collect(node.get(name), places);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      places.add(new Place(node, null, i));
      collect(node.get(i), places);
    }
  }

  /** Mostly a number for a number and a text for a text, so that it gets further. */
  private static JsonNode value(JsonNode old, SplittableRandom random) {
    if (old.isNumber() && random.nextInt(4) > 0) {
      return switch (random.nextInt(14)) {
        case 0 -> JSON.numberNode(0);
        case 1 -> JSON.numberNode(-1);
        case 2 -> JSON.numberNode(old.asLong() + 1);
        case 3 -> JSON.numberNode(old.asLong() - 1);
        case 4 -> JSON.numberNode(Integer.MAX_VALUE);
        case 5 -> JSON.numberNode(1L << 31);
        case 6 -> JSON.numberNode(1L << 62);
        case 7 -> JSON.numberNode(Long.MIN_VALUE);
        case 8 -> JSON.numberNode(1e308);
        case 9 -> JSON.numberNode(-0.5);
        case 10 -> JSON.numberNode(BigInteger.TEN.pow(1000));
        case 11 -> JSON.textNode("NaN");
        case 12 -> JSON.numberNode(100_000);
        default -> JSON.numberNode(random.nextInt());
      };
    }
    if (old.isTextual() && random.nextInt(4) > 0) {
      String text = old.asText();
      return JSON.textNode(
          switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> text + "x";
            case 2 -> "x".repeat(100_000);
            case 3 -> "\0\uD800\u2028\n";
            case 4 -> text.toUpperCase(java.util.Locale.ROOT);
            default -> CLASSES.get(random.nextInt(CLASSES.size()));
          });
    }
    return switch (random.nextInt(9)) {
      case 0, 1 -> JSON.nullNode();
      case 2 -> JSON.booleanNode(!old.asBoolean());
      case 3 -> JSON.objectNode();
      case 4 -> JSON.arrayNode();
      case 5 -> JSON.textNode("x");
      case 6 -> JSON.numberNode(random.nextInt(-3, 10));
      case 7 -> JSON.objectNode().put("@class", CLASSES.get(random.nextInt(CLASSES.size())));
      default -> JSON.arrayNode().addNull().add(JSON.arrayNode().add(1));
    };
  }

  private static String mutateText(RawEntry entry, String text, SplittableRandom random) {
    int place = random.nextInt(text.length());
    switch (random.nextInt(7)) {
      case 0 -> {
        int depth = random.nextBoolean() ? 800 : 100_000;
        entry.text(nested(text, random, "[".repeat(depth) + "]".repeat(depth)));
        return "arrays " + depth + " deep";
      }
      case 1 -> {
        int depth = random.nextBoolean() ? 800 : 20_000;
        entry.text(nested(text, random, "{\"a\":".repeat(depth) + "1" + "}".repeat(depth)));
        return "objects " + depth + " deep";
      }
      case 2 -> { // the first object gets one of its fields again
        int quote = text.indexOf('"', place);
        int colon = text.indexOf(':', Math.max(quote, 0));
        String key = quote < 0 || colon < 0 ? "\"format\"" : text.substring(quote, colon);
        entry.text(
            text.replaceFirst("\\{", "{" + java.util.regex.Matcher.quoteReplacement(key) + ": 1,"));
        return "the key " + shortened(key) + " twice";
      }
      case 3 -> {
        entry.text(text.substring(0, place));
        return "ends after " + place;
      }
      case 4 -> {
        entry.text("\uFEFF" + text);
        return "a byte order mark";
      }
      case 5 -> {
        byte[] bytes = entry.content().clone();
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128, 256);
        entry.content(bytes);
        return "a byte that is not UTF-8";
      }
      default -> {
        entry.text(
            text.substring(0, place)
                + MARKS.charAt(random.nextInt(MARKS.length()))
                + text.substring(place));
        return "a character more at " + place;
      }
    }
  }

  /** In place of a value. */
  private static String nested(String text, SplittableRandom random, String deep) {
    int colon = text.indexOf(':', random.nextInt(text.length()));
    return colon < 0 || random.nextInt(4) == 0
        ? deep
        : text.substring(0, colon + 1) + deep + "," + text.substring(colon + 1);
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + '…';
  }
}
