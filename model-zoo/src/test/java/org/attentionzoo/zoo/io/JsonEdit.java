package org.attentionzoo.zoo.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.nd4j.shade.jackson.core.JsonPointer;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Changes one value of a JSON text. */
final class JsonEdit {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonEdit() {}

  static String get(String json, String place) {
    try {
      return MAPPER.readTree(json).at(place).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param place such as {@code /vertices/encoder}; there has to be a value
   * @param value JSON; null takes the value away
   */
  static String set(String json, String place, String value) {
    try {
      JsonNode root = MAPPER.readTree(json);
      JsonPointer pointer = JsonPointer.compile(place);
      if (root.at(pointer).isMissingNode()) {
        throw new IllegalArgumentException("There is no " + place);
      }
      ObjectNode owner = (ObjectNode) root.at(pointer.head());
      String name = pointer.last().getMatchingProperty();
      if (value == null) {
        owner.remove(name);
      } else {
        owner.set(name, MAPPER.readTree(value));
      }
      return MAPPER.writeValueAsString(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
