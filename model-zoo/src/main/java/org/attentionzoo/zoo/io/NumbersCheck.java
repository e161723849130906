package org.attentionzoo.zoo.io;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Whether the numbers of a configuration are in their ranges. This library's layers check their
 * own; DL4J's parts, and the training options that all have, take what a file says, and a dropout
 * that keeps −1 of its inputs, or an l2 that is NaN, is noticed as a wrong result.
 */
final class NumbersCheck {

  /** A range of an option; its lower end may be outside. */
  private record Range(double least, boolean inclusive, double most, String text) {

    static final Range PROBABILITY = new Range(0, false, 1, "a probability above 0");
    static final Range SHARE = new Range(0, true, 1, "from 0 to 1");
    static final Range NOT_NEGATIVE =
        new Range(0, true, Double.MAX_VALUE, "a number that is not negative");

    boolean holds(double value) {
      return (inclusive ? value >= least : value > least) && value <= most;
    }
  }

  /** Of options that a class has under a name that others use otherwise. */
  private static final Map<String, Range> OF_CLASS =
      Map.of(
          "Dropout.p", Range.PROBABILITY,
          "AlphaDropout.p", Range.PROBABILITY,
          "SpatialDropout.p", Range.PROBABILITY,
          "DropConnect.weightRetainProb", Range.PROBABILITY,
          "GaussianDropout.rate", Range.NOT_NEGATIVE,
          "GaussianNoise.stddev", Range.NOT_NEGATIVE);

  /** Of updaters. */
  private static final Map<String, Range> OF_ALL =
      Map.of(
          "learningRate", Range.NOT_NEGATIVE,
          "momentum", Range.SHARE,
          "beta1", Range.SHARE,
          "beta2", Range.SHARE,
          "rho", Range.SHARE,
          "rmsDecay", Range.SHARE,
          "epsilon", Range.NOT_NEGATIVE);

  private static final Set<String> PENALTIES = Set.of("l1", "l2", "coeff");

  private static final String THRESHOLD = "gradientNormalizationThreshold";

  private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

  private NumbersCheck() {}

  /**
   * @throws IllegalArgumentException if one is not; names its place and value
   */
  static void check(JsonNode root) {
    check(root, "", "");
  }

  /**
   * @param owner the class that the node is a part of, empty for DL4J's network
   */
  private static void check(JsonNode node, String path, String owner) {
    String type = node.path("@class").asText(owner);
    if (node.isObject()) {
      checkOptions(node, path, type);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      check(node.get(i), path + '[' + i + ']', type);
    }
    for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      check(field.getValue(), at(path, field.getKey()), type);
    }
  }

  private static void checkOptions(JsonNode node, String path, String type) {
    if (isForeign(type)) {
      return;
    }
    String simple = type.substring(type.lastIndexOf('.') + 1);
    for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      String option = field.getKey();
      if (isScheduled(node, option)) {
        continue;
      }
      Range range = OF_CLASS.getOrDefault(simple + '.' + option, OF_ALL.get(option));
      if (range != null) {
        checkRange(field.getValue(), at(path, option), range);
      } else if (option.equals(THRESHOLD)) {
        if (node.path("gradientNormalization").asText().startsWith("Clip")) {
          checkRange(field.getValue(), at(path, option), Range.NOT_NEGATIVE);
        }
      } else if (PENALTIES.contains(option)) {
        JsonNode fixed = field.getValue().path("value");
        if (!fixed.isMissingNode()) {
          checkRange(fixed, at(at(path, option), "value"), Range.NOT_NEGATIVE);
        }
      } else if (!option.endsWith("Name")) {
        checkFinite(field.getValue(), at(path, option), type);
      }
    }
  }

  /** Where there is a schedule, DL4J writes NaN. */
  private static boolean isScheduled(JsonNode node, String option) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next(); // in one of DL4J's ways to write it
      boolean its =
          name.equalsIgnoreCase(option + "Schedule") || name.equalsIgnoreCase(option + "ISchedule");
      if (its && node.get(name).isObject()) {
        return true;
      }
    }
    return false;
  }

  private static void checkRange(JsonNode value, String path, Range range) {
    if (!value.isNull() && !range.holds(number(value))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s must be %s, but is %s", path, range.text(), value.asText()));
    }
  }

  private static double number(JsonNode value) {
    try {
      return value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble(Double.NaN);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Of DL4J's own parts; those of this library say which number they want. */
  private static void checkFinite(JsonNode value, String path, String type) {
    boolean infinite = value.isFloatingPointNumber() && !Double.isFinite(value.asDouble());
    boolean none = value.isTextual() && NO_NUMBERS.contains(value.asText());
    if ((infinite || none) && !isForeign(type) && !type.startsWith("org.attentionzoo.")) {
      throw new IllegalArgumentException(path + " must be a number, but is " + value.asText());
    }
  }

  /** Classes of users have their own options. */
  private static boolean isForeign(String type) {
    return !(type.isEmpty()
        || type.startsWith("org.attentionzoo.")
        || type.startsWith("org.deeplearning4j.")
        || type.startsWith("org.nd4j."));
  }

  private static String at(String path, String field) {
    return path.isEmpty() ? field : path + '.' + field;
  }
}
