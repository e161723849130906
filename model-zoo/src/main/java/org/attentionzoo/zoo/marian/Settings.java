package org.attentionzoo.zoo.marian;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.attentionzoo.zoo.untrusted.JsonLimits;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.attentionzoo.zoo.weights.WeightsException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Values by name, from a file that may be anybody's. A null is as if it were not there.
 *
 * @param file what errors name
 * @param values a JSON object
 */
record Settings(Path file, JsonNode values) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Nothing at all. */
  static Settings none(Path file) {
    return new Settings(file, MAPPER.createObjectNode());
  }

  /**
   * Reads a JSON object.
   *
   * @param most bytes that it may have
   */
  static Settings read(Path file, long most) throws WeightsException {
    String json = text(file, most);
    try {
      JsonLimits.check(json, most);
      JsonNode values = MAPPER.readTree(json);
      if (!values.isObject()) {
        throw new WeightsException(file, "is no JSON object");
      }
      return new Settings(file, values);
    } catch (WeightsException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new WeightsException(file, OneLine.reason(e), e);
    }
  }

  /** Strict UTF-8. */
  static String text(Path file, long most) throws WeightsException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(file, most)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WeightsException(file, "is not UTF-8", e);
    }
  }

  /** The content of a file that is not too large. */
  static byte[] bytes(Path file, long most) throws WeightsException {
    try {
      if (!Files.isRegularFile(file)) {
        throw new WeightsException(file, "is missing");
      }
      if (Files.size(file) > most) {
        throw new WeightsException(
            file,
            String.format(Locale.ROOT, "has %,d bytes, and may have %,d", Files.size(file), most));
      }
      return Files.readAllBytes(file);
    } catch (WeightsException e) {
      throw e;
    } catch (IOException e) {
      throw new WeightsException(file, "cannot be read: " + OneLine.reason(e), e);
    }
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Iterator<String> each = values.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    return names;
  }

  boolean has(String name) {
    return values.hasNonNull(name);
  }

  JsonNode get(String name) {
    return values.path(name);
  }

  /** A whole number that has to be there. */
  int whole(String name, int least, int most) throws WeightsException {
    JsonNode value = get(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw wrong(name, String.format(Locale.ROOT, "a whole number from %d to %d", least, most));
    }
    return value.intValue();
  }

  int whole(String name, int least, int most, int otherwise) throws WeightsException {
    return has(name) ? whole(name, least, most) : otherwise;
  }

  double number(String name, double least, double most, double otherwise) throws WeightsException {
    if (!has(name)) {
      return otherwise;
    }
    double value = get(name).isNumber() ? get(name).doubleValue() : Double.NaN;
    if (!(value >= least && value <= most)) {
      throw wrong(name, "a number from " + least + " to " + most);
    }
    return value;
  }

  boolean flag(String name, boolean otherwise) throws WeightsException {
    if (has(name) && !get(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return has(name) ? get(name).booleanValue() : otherwise;
  }

  String text(String name, String otherwise) throws WeightsException {
    if (has(name) && !get(name).isTextual()) {
      throw wrong(name, "text");
    }
    return has(name) ? get(name).textValue() : otherwise;
  }

  /** This setting is what it should not be. */
  WeightsException wrong(String name, String expected) {
    return new WeightsException(
        file,
        has(name)
            ? name + " is " + get(name) + ", expected " + expected
            : name + " is missing, expected " + expected);
  }
}
