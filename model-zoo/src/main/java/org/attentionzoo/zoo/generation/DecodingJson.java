package org.attentionzoo.zoo.generation;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.generation.Ranking.Kind;
import org.attentionzoo.zoo.untrusted.JsonLimits;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A {@link Decoding} as JSON, so that a model can say how it is meant to be used: {@code {"beam":
 * 4, "lengthNormalization": 1.0, "maxLength": 511, "forceEnd": true}}; without a beam it is greedy
 * search. What is drawn at random, n-best lists and attention are for who asks to say, and are not
 * stored.
 *
 * <p>The field names are part of saved models: renaming one breaks them.
 */
public final class DecodingJson {

  private static final String BEAM = "beam";
  private static final String PENALTY = "lengthPenalty";
  private static final String NORMALIZATION = "lengthNormalization";
  private static final String LENGTH = "maxLength";
  private static final String BEYOND_SOURCE = "maxLengthBeyondSource";
  private static final String FORCE_END = "forceEnd";
  private static final String SUPPRESS = "suppress";
  private static final String PREFIX = "prefix";
  private static final Set<String> ALL =
      Set.of(BEAM, PENALTY, NORMALIZATION, LENGTH, BEYOND_SOURCE, FORCE_END, SUPPRESS, PREFIX);

  private static final int MOST_VALUES = 100_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DecodingJson() {}

  /**
   * The search as a JSON object.
   *
   * @throws IllegalArgumentException if it draws at random
   */
  public static String write(Decoding<?> decoding) {
    ObjectNode root = MAPPER.createObjectNode();
    if (Arguments.given("decoding", decoding) instanceof SamplingDecoding) {
      throw new IllegalArgumentException("decoding draws at random, and only searches are stored");
    }
    if (decoding instanceof BeamDecoding beam) {
      Ranking ranking = beam.ranking();
      root.put(BEAM, beam.beam());
      root.put(ranking.kind() == Kind.LENGTH_PENALTY ? PENALTY : NORMALIZATION, ranking.alpha());
    }
    GenerationOptions common = decoding.common;
    root.put(common.beyondSource() ? BEYOND_SOURCE : LENGTH, common.length());
    if (common.endForced()) {
      root.put(FORCE_END, true);
    }
    if (common.suppressed().length > 0) {
      Arrays.stream(common.suppressed()).forEach(root.putArray(SUPPRESS)::add);
    }
    if (common.prefix().length > 0) {
      Arrays.stream(common.prefix()).forEach(root.putArray(PREFIX)::add);
    }
    return root.toString();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if this is not such JSON, or an option is out of its range;
   *     says what is wrong
   */
  public static Decoding<?> read(String json) {
    Arguments.given("json", json);
    JsonLimits.check(json, MOST_VALUES);
    try {
      JsonNode root = MAPPER.readTree(json);
      if (!root.isObject()) {
        throw new IllegalArgumentException("it should be an object, but is " + root);
      }
      for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!ALL.contains(name)) {
          throw new IllegalArgumentException("there is no option \"" + name + "\" of a search");
        }
      }
      requireOne(root, PENALTY, NORMALIZATION);
      requireOne(root, LENGTH, BEYOND_SOURCE);
      return common(root, root.has(BEAM) ? beam(root) : greedy(root));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(JsonLimits.reason(e), e);
    }
  }

  private static void requireOne(JsonNode root, String one, String other) {
    if (root.has(one) && root.has(other)) {
      throw new IllegalArgumentException(one + " and " + other + " exclude each other");
    }
  }

  private static GreedyDecoding greedy(JsonNode root) {
    for (String name : List.of(PENALTY, NORMALIZATION)) {
      if (root.has(name)) {
        throw new IllegalArgumentException(name + " has no meaning without a beam");
      }
    }
    return Decoding.greedy();
  }

  private static BeamDecoding beam(JsonNode root) {
    BeamDecoding beam = Decoding.beam(whole(root, BEAM));
    return root.has(NORMALIZATION)
        ? beam.lengthNormalization(number(root, NORMALIZATION))
        : root.has(PENALTY) ? beam.lengthPenalty(number(root, PENALTY)) : beam;
  }

  private static Decoding<?> common(JsonNode root, Decoding<?> search) {
    Decoding<?> decoding = search;
    if (root.has(LENGTH)) {
      decoding = decoding.maxLength(whole(root, LENGTH));
    }
    if (root.has(BEYOND_SOURCE)) {
      decoding = decoding.maxLengthBeyondSource(whole(root, BEYOND_SOURCE));
    }
    if (root.has(FORCE_END)) {
      require(root, FORCE_END, root.get(FORCE_END).isBoolean(), "true or false");
      decoding = root.get(FORCE_END).booleanValue() ? decoding.forceEnd() : decoding;
    }
    if (root.has(SUPPRESS)) {
      decoding = decoding.suppress(ids(root, SUPPRESS));
    }
    if (root.has(PREFIX)) {
      decoding = decoding.prefix(ids(root, PREFIX));
    }
    return decoding;
  }

  private static int[] ids(JsonNode root, String name) {
    JsonNode tokens = root.get(name);
    require(root, name, tokens.isArray(), "a list");
    int[] ids = new int[tokens.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = wholeNumber(tokens.get(i), name);
    }
    return ids;
  }

  private static int whole(JsonNode root, String name) {
    return wholeNumber(root.get(name), name);
  }

  private static int wholeNumber(JsonNode value, String name) {
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw new IllegalArgumentException(name + " should be a whole number, but is " + value);
    }
    return value.intValue();
  }

  private static double number(JsonNode root, String name) {
    require(root, name, root.get(name).isNumber(), "a number");
    return root.get(name).doubleValue();
  }

  private static void require(JsonNode root, String name, boolean right, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          name + " should be " + expected + ", but is " + root.get(name));
    }
  }
}
