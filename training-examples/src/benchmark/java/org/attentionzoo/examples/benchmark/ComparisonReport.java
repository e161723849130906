package org.attentionzoo.examples.benchmark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Results of comparisons as a table for people and as JSON with every single measurement.
 *
 * @param begun when the first comparison began
 * @param machine where
 * @param threads of both sides
 * @param warmUp seconds before each measurement
 * @param seconds of each measurement
 * @param pytorch PyTorch, or why there is none
 */
record ComparisonReport(
    Instant begun,
    Machine machine,
    int threads,
    double warmUp,
    double seconds,
    PyTorch pytorch,
    List<Comparison.Result> results) {

  private static final String UNKNOWN = "–";

  /** A Markdown table. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %d processors, %d threads, %s, %s, %s, %s",
            machine.processor(),
            machine.processors(),
            threads,
            machine.blas(),
            machine.system(),
            machine.java(),
            begun));
    if (!pytorch.isAvailable()) {
      lines.add("No comparison with PyTorch: " + pytorch.problem());
    }
    lines.add("");
    lines.add(
        "| what | tokens/s | against | tokens/s | ratio (min … max) | share of limit"
            + " | peak MB | against |");
    lines.add("|---|---|---|---|---|---|---|---|");
    results.forEach(result -> lines.add(row(result)));
    return String.join("\n", lines);
  }

  private static String row(Comparison.Result result) {
    Contender other = result.comparison().other();
    double[] ratios = result.ratios().toArray();
    String name = other == null ? UNKNOWN : (other.name() + " " + result.setting().name()).strip();
    String ratio =
        ratios.length == 0
            ? UNKNOWN
            : format("**%.2f** (%.2f … %.2f)", median(ratios), min(ratios), max(ratios));
    return "| "
        + String.join(
            " | ",
            result.comparison().name(),
            number("%.0f", result.ours(Measurement::tokensPerSecond)),
            name,
            number("%.0f", result.other(Measurement::tokensPerSecond)),
            ratio,
            number("%.2f", result.ours(Measurement::shareOfLimit)),
            number("%.0f", result.ours(Measurement::peakMegabytes)),
            number("%.0f", result.other(Measurement::peakMegabytes)))
        + " |";
  }

  /** The same, and every measurement. */
  ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("begun", begun.toString());
    machine.write(root.putObject("machine"));
    root.put("threads", threads).put("warm_up_s", warmUp).put("seconds", seconds);
    root.put("pytorch", pytorch.version()).put("pytorch_problem", pytorch.problem());
    var comparisons = root.putArray("comparisons");
    results.forEach(result -> write(result, comparisons.addObject()));
    return root;
  }

  private static void write(Comparison.Result result, ObjectNode node) {
    Contender other = result.comparison().other();
    node.put("name", result.comparison().name()).put("ours", result.comparison().ours().name());
    node.put("other", other == null ? null : other.name());
    node.put("other_setting", result.setting().name());
    double[] ratios = result.ratios().toArray();
    if (ratios.length > 0) {
      ObjectNode ratio = node.putObject("ratio");
      ratio.put("median", median(ratios)).put("min", min(ratios)).put("max", max(ratios));
    }
    node.put("ours_tokens_per_s", result.ours(Measurement::tokensPerSecond));
    node.put("other_tokens_per_s", result.other(Measurement::tokensPerSecond));
    node.put("ours_share_of_limit", result.ours(Measurement::shareOfLimit));
    node.put("ours_peak_mb", result.ours(Measurement::peakMegabytes));
    node.put("other_peak_mb", result.other(Measurement::peakMegabytes));
    var pairs = node.putArray("pairs");
    for (Comparison.Pair pair : result.pairs()) {
      ObjectNode both = pairs.addObject();
      both.set("ours", pair.ours().toJson());
      both.set("other", pair.other() == null ? null : pair.other().toJson());
    }
  }

  private static double median(double[] values) {
    return new org.apache.commons.math3.stat.descriptive.rank.Median().evaluate(values);
  }

  private static double min(double[] values) {
    return java.util.Arrays.stream(values).min().orElseThrow();
  }

  private static double max(double[] values) {
    return java.util.Arrays.stream(values).max().orElseThrow();
  }

  private static String number(String format, Double value) {
    return value == null ? UNKNOWN : format(format, value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
