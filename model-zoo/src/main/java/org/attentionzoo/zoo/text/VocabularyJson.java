package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A {@link Vocabulary} as JSON: {@code {"format": "attention-zoo-vocabulary", "version": 1,
 * "strict": false, "tokens": ["<pad>", "<unk>", "<s>", "</s>", …]}}.
 *
 * <p>The field names are part of every saved model: renaming one breaks them.
 */
public final class VocabularyJson {

  static final String FORMAT = "attention-zoo-vocabulary";
  static final int VERSION = 1;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private VocabularyJson() {}

  /** The vocabulary as a JSON object. */
  public static String write(Vocabulary vocabulary) {
    Arguments.given("vocabulary", vocabulary);
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT).put("version", VERSION).put("strict", vocabulary.isStrict());
    ArrayNode tokens = root.putArray("tokens");
    vocabulary.tokens().forEach(tokens::add);
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + vocabulary + " as JSON", e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if this is not such JSON, says what is wrong: another format
   *     or version, a missing field, a missing special token, an empty or repeated token
   */
  public static Vocabulary read(String json) {
    Arguments.given("json", json);
    JsonNode root = parse(json);
    JsonNode format = field(root, "format");
    if (!FORMAT.equals(format.asText())) {
      throw invalid("format is " + format + ", expected \"" + FORMAT + '"');
    }
    JsonNode version = field(root, "version");
    if (!version.isInt() || version.asInt() != VERSION) {
      throw invalid("version is " + version + ", this release reads version " + VERSION);
    }
    JsonNode strict = field(root, "strict");
    if (!strict.isBoolean()) {
      throw invalid("strict is " + strict + ", expected true or false");
    }
    try {
      return new Vocabulary(tokens(field(root, "tokens")), strict.asBoolean());
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
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
      throw new IllegalArgumentException("Not a vocabulary: " + e.getOriginalMessage(), e);
    }
  }

  private static List<String> tokens(JsonNode array) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("tokens is no array");
    }
    List<String> tokens = new ArrayList<>(array.size());
    for (JsonNode token : array) {
      if (!token.isTextual()) {
        throw new IllegalArgumentException(
            "the token with id " + tokens.size() + " is " + token + ", expected a string");
      }
      tokens.add(token.asText());
    }
    return tokens;
  }

  private static JsonNode field(JsonNode root, String name) {
    JsonNode value = root.get(name);
    if (value == null) {
      throw invalid("field \"" + name + "\" is missing");
    }
    return value;
  }

  private static IllegalArgumentException invalid(String reason) {
    String prefix = "Not a vocabulary: ";
    return new IllegalArgumentException(reason.startsWith(prefix) ? reason : prefix + reason);
  }
}
