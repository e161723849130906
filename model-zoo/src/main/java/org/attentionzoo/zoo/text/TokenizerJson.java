package org.attentionzoo.zoo.text;

import java.util.Objects;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.PropertyAccessor;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A {@link Tokenizer} with all its options as JSON: {@code {"format": "attention-zoo-tokenizer",
 * "version": 1, "tokenizer": {"type": "bpe", "words": {"type": "words"}, "merges": ["i n", …]}}}.
 *
 * <p>The field and type names are part of every saved model: renaming one breaks them.
 */
public final class TokenizerJson {

  static final String FORMAT = "attention-zoo-tokenizer";
  static final int VERSION = 1;

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setVisibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
          .setVisibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.NONE);

  private TokenizerJson() {}

  /**
   * The tokenizer as a JSON object.
   *
   * @throws IllegalArgumentException if it is, or contains, none of this library's tokenizers
   */
  public static String write(Tokenizer tokenizer) {
    Objects.requireNonNull(tokenizer, "tokenizer");
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT).put("version", VERSION);
    try {
      root.set(
          "tokenizer",
          MAPPER.readTree(MAPPER.writerFor(Tokenizer.class).writeValueAsString(tokenizer)));
      String json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
      if (tokenizer.equals(read(json))) {
        return json;
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw unknown(tokenizer, e);
    }
    throw unknown(tokenizer, null);
  }

  private static IllegalArgumentException unknown(Tokenizer tokenizer, Exception cause) {
    return new IllegalArgumentException(
        "Only this library's own tokenizers can be stored, not "
            + tokenizer.getClass().getName()
            + " (\""
            + tokenizer.name()
            + "\")",
        cause);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if this is not such JSON; says what is wrong
   */
  public static Tokenizer read(String json) {
    Arguments.given("json", json);
    try {
      JsonNode root = MAPPER.readTree(json);
      if (root == null || !root.isObject()) {
        throw invalid("expected a JSON object", null);
      }
      if (!FORMAT.equals(root.path("format").asText())) {
        throw invalid("format is " + root.get("format") + ", expected \"" + FORMAT + '"', null);
      }
      if (root.path("version").asInt() != VERSION) {
        throw invalid(
            "version is " + root.get("version") + ", this release reads version " + VERSION, null);
      }
      if (!root.hasNonNull("tokenizer")) {
        throw invalid("field \"tokenizer\" is missing", null);
      }
      return MAPPER.treeToValue(root.get("tokenizer"), Tokenizer.class);
    } catch (JsonProcessingException e) {
      throw invalid(e.getOriginalMessage(), e);
    }
  }

  private static IllegalArgumentException invalid(String reason, Exception cause) {
    return new IllegalArgumentException("Not a tokenizer: " + reason, cause);
  }
}
