package org.attentionzoo.zoo.io;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.attentionzoo.layers.runtime.CheckedOptions;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayer;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;

/**
 * Whether the parts of a configuration can have the parameters that a file holds: options in their
 * range, the shapes of parameters what the options say, and all together as many numbers as there
 * are. Nothing is allocated.
 */
final class PartsCheck {

  private PartsCheck() {}

  /**
   * @param length how many parameters the file holds
   * @throws IllegalArgumentException if they cannot; names the vertex
   */
  static void check(ComputationGraphConfiguration conf, long length) {
    long sum = 0;
    for (Map.Entry<String, GraphVertex> entry : conf.getVertices().entrySet()) {
      try {
        sum = Math.addExact(sum, parameters(entry.getValue(), length));
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "vertex \"" + entry.getKey() + "\" has more parameters than a long can count", e);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "vertex \"" + entry.getKey() + "\": " + OneLine.reason(e), e);
      }
    }
    if (sum != length) {
      throw new IllegalArgumentException(
          "the network has " + sum + " parameters, but the file holds " + length);
    }
  }

  private static long parameters(GraphVertex vertex, long length) {
    Object part = Unwrapped.of(vertex);
    if (part == null) {
      throw new IllegalArgumentException("it is missing");
    }
    if (part instanceof CheckedOptions options) {
      options.checkOptions();
    }
    if (part instanceof FeedForwardLayer layer) { // each weight is at least as long as its sides
      checkSize("nIn", layer.getNIn(), length);
      checkSize("nOut", layer.getNOut(), length);
    }
    if (part instanceof PlannedLayer layer) {
      return count(layer.getLayerParams());
    }
    if (part instanceof AbstractSameDiffLayer layer) {
      SDLayerParams defined = new SDLayerParams();
      layer.defineParameters(defined);
      return count(defined, layer.getLayerParams());
    }
    if (part instanceof SameDiffVertex named) {
      SDVertexParams defined = new SDVertexParams();
      named.defineParametersAndInputs(defined);
      return count(defined, named.getVertexParams());
    }
    long count = vertex.numParams(true);
    if (count < 0) {
      throw new IllegalArgumentException("it has " + count + " parameters");
    }
    return count;
  }

  private static void checkSize(String name, long size, long length) {
    if (size < 1 || size > length) {
      throw new IllegalArgumentException(
          name + " must be in [1, " + length + "], the number of parameters, but is " + size);
    }
  }

  private static long count(SDLayerParams defined, SDLayerParams stated) {
    Map<String, String> made = describe(defined);
    Map<String, String> named = describe(stated);
    for (String name : union(made.keySet(), named.keySet())) {
      if (!Objects.equals(made.get(name), named.get(name))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "its options make parameter %s %s, but it is said to be %s",
                name,
                made.get(name),
                named.get(name)));
      }
    }
    return count(defined);
  }

  private static long count(SDLayerParams defined) {
    long sum = 0;
    for (Map.Entry<String, long[]> entry : defined.getParamShapes().entrySet()) {
      long product = 1;
      for (long size : entry.getValue()) {
        if (size < 1) {
          throw new IllegalArgumentException(
              "parameter " + entry.getKey() + " has a side of " + size);
        }
        product = Math.multiplyExact(product, size);
      }
      sum = Math.addExact(sum, product);
    }
    return sum;
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new TreeSet<>(a);
    all.addAll(b);
    return all;
  }

  private static Map<String, String> describe(SDLayerParams parameters) {
    Map<String, String> shapes = new HashMap<>();
    parameters
        .getWeightParams()
        .forEach((name, shape) -> shapes.put(name, "weight " + Arrays.toString(shape)));
    parameters
        .getBiasParams()
        .forEach((name, shape) -> shapes.put(name, "bias " + Arrays.toString(shape)));
    return shapes;
  }
}
