package org.attentionzoo.examples.benchmark;

import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.precision.Precision;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * What one run of one model measured, here or in PyTorch: one line of JSON on standard output.
 *
 * @param engine the library and its version
 * @param model name of a {@link Yardstick}, or what else was run
 * @param mode "train", "greedy" or "beam5"
 * @param precision what products were computed in: "float32", "bf16" or "int8"
 * @param threads threads of the run
 * @param steps how many steps were measured
 * @param medianMillis median time of a step
 * @param tokensPerSecond target tokens a second
 * @param peakMegabytes most memory the process ever held, in 10⁶ bytes; null where unknown
 * @param productGigaflops measured rate of big matrix products in this precision, in 10⁹ operations
 *     a second; null where not measured
 * @param shareOfLimit the least time that the step's matrix products would take, as a share of the
 *     time of the step; null where not measured
 */
record Measurement(
    String engine,
    String model,
    String mode,
    String precision,
    int batch,
    int length,
    int threads,
    long parameters,
    int steps,
    double medianMillis,
    double tokensPerSecond,
    Double peakMegabytes,
    Double productGigaflops,
    Double shareOfLimit) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A run of this library in this process.
   *
   * @param precision that was used
   */
  static Measurement of(
      String model,
      String mode,
      Precision precision,
      int batch,
      int length,
      long parameters,
      StepTimes times) {
    String version = Measurement.class.getPackage().getImplementationVersion();
    return new Measurement(
        "attention-zoo " + (version == null ? "(not packaged)" : version),
        model,
        mode,
        precision.toString(),
        batch,
        length,
        ParallelRows.threads(),
        parameters,
        times.count(),
        times.medianMillis(),
        batch * length / times.medianMillis() * 1e3,
        ProcessMemory.peakMegabytes(),
        null,
        null);
  }

  /**
   * The same with the share of the physical limit.
   *
   * @param seconds the least time of a step
   * @param flopsPerSecond of big products
   */
  Measurement withLimit(double seconds, double flopsPerSecond) {
    return new Measurement(
        engine,
        model,
        mode,
        precision,
        batch,
        length,
        threads,
        parameters,
        steps,
        medianMillis,
        tokensPerSecond,
        peakMegabytes,
        flopsPerSecond / 1e9,
        seconds / (medianMillis / 1e3));
  }

  ObjectNode toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("engine", engine).put("model", model).put("mode", mode).put("precision", precision);
    json.put("batch", batch).put("length", length).put("threads", threads);
    json.put("parameters", parameters).put("steps", steps);
    json.put("median_ms", rounded(medianMillis, 1000));
    json.put("target_tokens_per_s", rounded(tokensPerSecond, 10));
    json.put("peak_mb", rounded(peakMegabytes, 10));
    if (shareOfLimit != null) {
      json.put("product_gflops", rounded(productGigaflops, 10));
      json.put("share_of_limit", rounded(shareOfLimit, 1000));
    }
    return json;
  }

  /**
   * @throws IllegalArgumentException if the line is no measurement; quotes it
   */
  static Measurement parse(String line) {
    try {
      JsonNode json = MAPPER.readTree(line);
      return new Measurement(
          field(json, "engine").asText(),
          field(json, "model").asText(),
          field(json, "mode").asText(),
          field(json, "precision").asText(),
          field(json, "batch").asInt(),
          field(json, "length").asInt(),
          field(json, "threads").asInt(),
          field(json, "parameters").asLong(),
          field(json, "steps").asInt(),
          field(json, "median_ms").asDouble(),
          field(json, "target_tokens_per_s").asDouble(),
          number(json, "peak_mb"),
          number(json, "product_gflops"),
          number(json, "share_of_limit"));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IllegalArgumentException("Expected a measurement as JSON, got: " + line, e);
    }
  }

  private static JsonNode field(JsonNode json, String name) {
    if (!json.hasNonNull(name)) {
      throw new IllegalArgumentException("no field " + name);
    }
    return json.get(name);
  }

  private static Double number(JsonNode json, String name) {
    return json.hasNonNull(name) ? (Double) json.get(name).asDouble() : null;
  }

  private static Double rounded(Double value, double scale) {
    return value == null ? null : (Double) (Math.round(value * scale) / scale);
  }
}
