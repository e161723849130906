package org.attentionzoo.zoo.ctranslate2;

import java.nio.file.Path;
import org.attentionzoo.zoo.weights.WeightsException;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * What config.json says of a model. A null is as if it were not there.
 *
 * @param file what errors name
 * @param values a JSON object, empty if there is no such file
 */
record CTranslate2Configuration(Path file, JsonNode values) {

  private JsonNode checked(String name, boolean right, String expected) throws WeightsException {
    if (!right) {
      throw new WeightsException(file, name + " is " + values.get(name) + ", expected " + expected);
    }
    return values.get(name);
  }

  /** A special token: {@code bos_token}, {@code eos_token} … */
  String token(String name, String otherwise) throws WeightsException {
    return values.hasNonNull(name)
        ? checked(name, values.get(name).isTextual(), "a token").textValue()
        : otherwise;
  }

  boolean flag(String name, boolean otherwise) throws WeightsException {
    return values.hasNonNull(name)
        ? checked(name, values.get(name).isBoolean(), "true or false").booleanValue()
        : otherwise;
  }

  double number(String name, double otherwise) throws WeightsException {
    return values.hasNonNull(name)
        ? checked(name, values.get(name).isNumber(), "a number").doubleValue()
        : otherwise;
  }
}
