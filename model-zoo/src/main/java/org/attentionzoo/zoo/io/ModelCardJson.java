package org.attentionzoo.zoo.io;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A {@link ModelCard} as JSON. The field names are part of every saved model: renaming one breaks
 * them.
 */
final class ModelCardJson {

  static final String FORMAT = "attention-zoo-model-card";
  static final int VERSION = 1;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ModelCardJson() {}

  static String write(ModelCard card) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT).put("version", VERSION);
    root.put("modelName", card.modelName()).put("task", card.task());
    root.put("tokenizer", card.tokenizer());
    ObjectNode sizes = root.putObject("sizes");
    card.sizes().forEach(sizes::put);
    root.put("trainingData", card.trainingData());
    ObjectNode metrics = root.putObject("metrics");
    card.metrics().forEach(metrics::put);
    root.put("libraryVersion", card.libraryVersion());
    root.put("created", card.created().toString());
    ObjectNode extras = root.putObject("extras");
    card.extras().forEach(extras::put);
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + card + " as JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException if this is no model card; says what is wrong
   */
  static ModelCard read(String json) {
    JsonNode root = parse(json);
    String format = text(root, "format");
    if (!FORMAT.equals(format)) {
      throw invalid("format is \"" + format + "\", expected \"" + FORMAT + '"');
    }
    JsonNode version = field(root, "version", JsonNode::isInt, "an integer");
    if (version.asInt() != VERSION) {
      throw invalid("version is " + version + ", this release reads version " + VERSION);
    }
    try {
      return new ModelCard(
          text(root, "modelName"),
          text(root, "task"),
          text(root, "tokenizer"),
          map(root, "sizes", JsonNode::isIntegralNumber, JsonNode::asLong),
          text(root, "trainingData"),
          map(root, "metrics", JsonNode::isNumber, JsonNode::asDouble),
          text(root, "libraryVersion"),
          Instant.parse(text(root, "created")),
          map(root, "extras", JsonNode::isTextual, JsonNode::asText));
    } catch (DateTimeParseException e) {
      throw invalid("created is \"" + e.getParsedString() + "\", expected an ISO 8601 instant");
    }
  }

  private static JsonNode parse(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      if (root == null || !root.isObject()) {
        throw invalid("expected a JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a model card: " + e.getOriginalMessage(), e);
    }
  }

  private static String text(JsonNode root, String name) {
    return field(root, name, JsonNode::isTextual, "a string").asText();
  }

  private static <T> Map<String, T> map(
      JsonNode root, String name, Predicate<JsonNode> valid, Function<JsonNode, T> value) {
    JsonNode object = field(root, name, JsonNode::isObject, "an object");
    Map<String, T> map = new LinkedHashMap<>();
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      if (!valid.test(object.get(key))) {
        throw invalid(name + " \"" + key + "\" is " + object.get(key));
      }
      map.put(key, value.apply(object.get(key)));
    }
    return map;
  }

  private static JsonNode field(
      JsonNode root, String name, Predicate<JsonNode> valid, String expected) {
    JsonNode value = root.get(name);
    if (value == null) {
      throw invalid("field \"" + name + "\" is missing");
    }
    if (!valid.test(value)) {
      throw invalid(name + " is " + value + ", expected " + expected);
    }
    return value;
  }

  private static IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException("Not a model card: " + reason);
  }
}
