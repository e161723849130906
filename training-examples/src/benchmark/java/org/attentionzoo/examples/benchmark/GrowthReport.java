package org.attentionzoo.examples.benchmark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Time and memory of a training step along each axis, as a table and as JSON. */
record GrowthReport(Instant begun, Machine machine, List<Growth> growths) {

  /** A Markdown table. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %d processors, %s, %s, %s, %s",
            machine.processor(),
            machine.processors(),
            machine.blas(),
            machine.system(),
            machine.java(),
            begun));
    lines.add("");
    lines.add("| axis | value | ms a step | grows as | peak MB | grows as |");
    lines.add("|---|---|---|---|---|---|");
    for (Growth growth : growths) {
      for (int i = 0; i < growth.points().size(); i++) {
        lines.add(row(growth, i));
      }
    }
    return String.join("\n", lines);
  }

  private static String row(Growth growth, int index) {
    Growth.Point point = growth.points().get(index);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %s | %s | %s |",
        growth.axis().label(),
        point.value(),
        number("%.1f", point.millis()),
        power(growth, index, Growth.Point::millis),
        number("%.0f", point.megabytes()),
        power(growth, index, Growth.Point::megabytes));
  }

  private static String power(Growth growth, int index, ToDoubleFunction<Growth.Point> quantity) {
    return number("x^%.2f", growth.exponent(index, quantity));
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
  }

  /** The same with the fitted polynomials, constant first. */
  ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("begun", begun.toString());
    machine.write(root.putObject("machine"));
    ArrayNode axes = root.putArray("axes");
    for (Growth growth : growths) {
      ObjectNode axis = axes.addObject().put("axis", growth.axis().label());
      coefficients(axis.putArray("millis_fit"), growth, Growth.Point::millis);
      coefficients(axis.putArray("peak_mb_fit"), growth, Growth.Point::megabytes);
      ArrayNode points = axis.putArray("points");
      for (Growth.Point point : growth.points()) {
        points.addObject().put("value", point.value()).set("measured", point.measured().toJson());
      }
    }
    return root;
  }

  private static void coefficients(
      ArrayNode into, Growth growth, ToDoubleFunction<Growth.Point> quantity) {
    if (growth.points().stream().mapToDouble(quantity).noneMatch(Double::isNaN)) {
      Arrays.stream(growth.fit(quantity).getCoefficients()).forEach(into::add);
    }
  }
}
