package org.attentionzoo.zoo.marian;

import java.io.IOException;
import java.nio.file.Path;
import org.attentionzoo.zoo.weights.WeightsException;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.JsonNodeFactory;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLFactory;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads the YAML that Marian writes: a map of names to values and lists of values. It is read event
 * by event; nothing is built of what lies deeper, and no anchor is followed.
 */
final class Yaml {

  private static final int DEEPEST = 8;
  private static final int LONGEST_NUMBER = 40;

  private Yaml() {}

  /**
   * @param file what errors name
   * @throws WeightsException if this is no such YAML
   */
  static Settings read(Path file, String text) throws WeightsException {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new WeightsException(file, "is no YAML map");
      }
      ObjectNode values = JsonNodeFactory.instance.objectNode();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.getCurrentName();
        if (values.has(name)) {
          throw new WeightsException(file, "has \"" + name + "\" twice");
        }
        JsonToken token = parser.nextToken();
        ArrayNode one = JsonNodeFactory.instance.arrayNode();
        if (token == JsonToken.START_ARRAY) {
          values.set(name, list(parser, file));
        } else if (token == JsonToken.START_OBJECT) {
          pass(parser, file);
        } else {
          add(parser, token, one, file);
          values.set(name, one.get(0));
        }
      }
      return new Settings(file, values);
    } catch (WeightsException e) {
      throw e;
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
      throw new WeightsException(file, "is no YAML: " + first(e.getOriginalMessage()) + place, e);
    } catch (IOException | RuntimeException e) {
      throw new WeightsException(file, "is no YAML: " + first(e.getMessage()), e);
    }
  }

  /** The first line; after it the text is quoted, with marks below it. */
  private static String first(String message) {
    return message == null ? "it cannot be read" : message.lines().findFirst().orElse("");
  }

  private static ArrayNode list(YAMLParser parser, Path file) throws IOException {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == null) {
        throw new WeightsException(file, "ends in a list");
      }
      if (token.isStructStart()) {
        pass(parser, file);
        list.addNull();
      } else {
        add(parser, token, list, file);
      }
    }
    return list;
  }

  private static void add(YAMLParser parser, JsonToken token, ArrayNode to, Path file)
      throws IOException {
    if (token == null) {
      throw new WeightsException(file, "ends in a value");
    }
    boolean number = token.isNumeric() && parser.getTextLength() <= LONGEST_NUMBER;
    switch (token) {
      case VALUE_TRUE, VALUE_FALSE -> to.add(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> to.addNull();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> addNumber(parser, number, to);
      default -> to.add(parser.getText());
    }
  }

  private static void addNumber(YAMLParser parser, boolean number, ArrayNode to)
      throws IOException {
    if (!number) {
      to.add(parser.getText());
    } else if (parser.getNumberType() == JsonParser.NumberType.INT) {
      to.add(parser.getIntValue());
    } else {
      to.add(parser.getDoubleValue());
    }
  }

  /** Passes over a list or map. */
  private static void pass(YAMLParser parser, Path file) throws IOException {
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null || depth > DEEPEST) {
        throw new WeightsException(file, "nests too deep, or ends in a list or map");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
  }
}
