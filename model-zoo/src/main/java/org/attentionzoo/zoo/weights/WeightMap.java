package org.attentionzoo.zoo.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which {@link Weight} each parameter of a network is, and which tensors of a file are not needed.
 * Every parameter has to be named, so that none keeps its random values unnoticed.
 *
 * <pre>{@code
 * ImportReport report =
 *     new WeightMap()
 *         .put("sourceEmbedding_W", Weight.named("encoder.embed_tokens.weight"))
 *         .put("encoder0_selfWq", Weight.named("encoder.layers.0.q_proj.weight").transposed())
 *         …
 *         .notNeeded("encoder.embed_positions.weight", "sinusoids are computed")
 *         .apply(file, network);
 * }</pre>
 */
public final class WeightMap {

  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Map<String, String> notNeeded = new LinkedHashMap<>();

  /**
   * Says what a parameter is.
   *
   * @param parameter its name in the network's {@code paramTable()}
   * @throws IllegalArgumentException if that has been said before
   */
  public WeightMap put(String parameter, Weight weight) {
    Arguments.given("parameter", parameter);
    Arguments.given("weight", weight);
    if (weights.putIfAbsent(parameter, weight) != null) {
      throw new IllegalArgumentException("parameter " + parameter + " has a weight already");
    }
    return this;
  }

  /** Says why a tensor is not needed, if the file has it. */
  public WeightMap notNeeded(String tensor, String reason) {
    notNeeded.put(Arguments.given("tensor", tensor), Arguments.given("reason", reason));
    return this;
  }

  /**
   * Fills the parameters of a network. Nothing is written unless all of it can be: each tensor is
   * there, has the shape that it should have, and holds finite numbers only. Shapes may differ in
   * sizes of 1 at their beginning, as {@code [1, d]} and {@code [d]} do.
   *
   * @throws WeightsException if something does not fit; names tensor or parameter, and the shapes
   */
  public ImportReport apply(NamedTensors file, ComputationGraph network) throws WeightsException {
    Arguments.given("file", file);
    Map<String, INDArray> parameters = Arguments.given("network", network).paramTable();
    checkNames(file, parameters.keySet());
    List<ImportReport.Used> used = new ArrayList<>();
    for (Map.Entry<String, INDArray> each : parameters.entrySet()) {
      used.add(checkShape(file, each.getKey(), each.getValue()));
    }
    for (String parameter : parameters.keySet()) {
      checkNumbers(file, parameter);
    }
    for (Map.Entry<String, INDArray> each : parameters.entrySet()) {
      INDArray parameter = each.getValue();
      try (INDArray value = weights.get(each.getKey()).read(file)) {
        parameter.assign(value.castTo(parameter.dataType()).reshape('c', parameter.shape()));
      }
    }
    return new ImportReport(used, unused(file, used));
  }

  private void checkNames(NamedTensors file, Set<String> parameters) throws WeightsException {
    List<String> missing = parameters.stream().filter(p -> !weights.containsKey(p)).toList();
    if (!missing.isEmpty()) {
      throw new WeightsException(file.file(), "nothing is known of parameters " + missing);
    }
    List<String> unknown = weights.keySet().stream().filter(p -> !parameters.contains(p)).toList();
    if (!unknown.isEmpty()) {
      throw new WeightsException(file.file(), "the network has no parameters " + unknown);
    }
    Set<String> names = file.names();
    List<String> lacking =
        weights.values().stream()
            .flatMap(weight -> weight.names().stream())
            .distinct()
            .filter(name -> !names.contains(name))
            .toList();
    if (!lacking.isEmpty()) {
      throw new WeightsException(file.file(), "has no tensors " + lacking);
    }
  }

  private ImportReport.Used checkShape(NamedTensors file, String name, INDArray parameter)
      throws WeightsException {
    Weight weight = weights.get(name);
    long[] shape = weight.shape(file);
    if (!Arrays.equals(withoutOnes(shape), withoutOnes(parameter.shape()))) {
      throw new WeightsException(
          file.file(),
          weight
              + " has shape "
              + Arrays.toString(shape)
              + ", but parameter "
              + name
              + " has "
              + Arrays.toString(parameter.shape()));
    }
    return new ImportReport.Used(
        name, ImportReport.list(parameter.shape()), weight.names(), weight.how());
  }

  private static long[] withoutOnes(long[] shape) {
    int ones = 0;
    while (ones < shape.length && shape[ones] == 1) {
      ones++;
    }
    return Arrays.copyOfRange(shape, ones, shape.length);
  }

  private void checkNumbers(NamedTensors file, String parameter) throws WeightsException {
    Weight weight = weights.get(parameter);
    try (INDArray value = weight.read(file)) {
      if (!Double.isFinite(value.sumNumber().doubleValue())) {
        throw new WeightsException(
            file.file(), weight + " holds numbers that are NaN or infinite, or absurdly large");
      }
    }
  }

  private List<ImportReport.Unused> unused(NamedTensors file, List<ImportReport.Used> used) {
    Set<String> taken = new HashSet<>();
    used.forEach(each -> taken.addAll(each.tensors()));
    return file.names().stream()
        .filter(name -> !taken.contains(name))
        .map(
            name ->
                new ImportReport.Unused(
                    name, ImportReport.list(file.shape(name)), notNeeded.getOrDefault(name, "")))
        .toList();
  }
}
