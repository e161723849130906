package org.attentionzoo.zoo.model;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.output.TiedTokenOutputVertex;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Whether two configurations are of one model: the same parts, sizes and options. */
final class ModelComparison {

  /** Names, and options of training besides dropout; all others change what a part computes. */
  private static final Set<String> HARMLESS =
      Set.of(
          "biasInit",
          "biasUpdater",
          "constraints",
          "dataType",
          "forgetBias",
          "gainInit",
          "gradientNormalization",
          "gradientNormalizationThreshold",
          "iupdater",
          "labelSmoothing",
          "layerName",
          "name",
          "regularization",
          "regularizationBias",
          "updater",
          "weightInit",
          "weightInitFn",
          "weightNoise");

  private static final Set<String> UPDATERS = Set.of("biasUpdater", "iupdater", "updater");

  private ModelComparison() {}

  /**
   * @throws IllegalArgumentException if {@code found} has other vertices than {@code expected}, or
   *     one of them another number of parameters or an option that is not one of training only
   */
  static void checkSame(
      ComputationGraphConfiguration expected, ComputationGraphConfiguration found) {
    Map<String, GraphVertex> parts = found.getVertices();
    expected
        .getVertices()
        .forEach(
            (name, vertex) -> {
              String wanted = describe(vertex);
              String got = parts.containsKey(name) ? describe(parts.get(name)) : "none";
              if (!wanted.equals(got)) {
                throw new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "holds another model: expected \"%s\" to be %s, got %s",
                        name,
                        wanted,
                        got));
              }
              checkSameOptions(name, json(vertex), json(parts.get(name)));
            });
    for (String name : parts.keySet()) {
      if (!expected.getVertices().containsKey(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "holds another model: it has a part \"%s\", expected %s",
                name,
                expected.getVertices().keySet()));
      }
    }
  }

  private static void checkSameOptions(String part, JsonNode expected, JsonNode found) {
    for (Iterator<String> options = expected.fieldNames(); options.hasNext(); ) {
      String option = options.next();
      JsonNode wanted = expected.get(option);
      JsonNode got = found.path(option);
      if (isHarmless(option)) {
        continue;
      }
      if (wanted.isObject() && got.isObject()) {
        checkSameOptions(part, wanted, got);
      } else if (!wanted.equals(got)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "holds another model: expected %s of \"%s\" to be %s, got %s",
                option,
                part,
                wanted,
                got));
      }
    }
  }

  private static boolean isHarmless(String option) {
    return HARMLESS.contains(option) || option.toLowerCase(Locale.ROOT).contains("dropout");
  }

  /** Whether each part has the same updaters in both. */
  static boolean sameUpdaters(
      ComputationGraphConfiguration one, ComputationGraphConfiguration other) {
    return one.getVertices().entrySet().stream()
        .allMatch(
            e -> updaters(e.getValue()).equals(updaters(other.getVertices().get(e.getKey()))));
  }

  /** Whether a part was kept from learning, so that its updater has no state. */
  static boolean isAnyFrozen(ComputationGraphConfiguration conf) {
    return conf.getVertices().values().stream()
        .anyMatch(
            vertex -> {
              JsonNode options = json(vertex);
              return vertex instanceof FrozenVertex
                  || (vertex instanceof LayerVertex layer
                      && layer.getLayerConf().getLayer() instanceof FrozenLayer)
                  || options.path("frozen").asBoolean()
                  || options.path("frozenWithBackprop").asBoolean();
            });
  }

  private static JsonNode updaters(GraphVertex vertex) {
    return json(vertex) instanceof ObjectNode options ? options.retain(UPDATERS) : json(vertex);
  }

  /** The options of a vertex, or of the layer in it. */
  private static JsonNode json(GraphVertex vertex) {
    Object part = vertex instanceof TiedTokenOutputVertex output ? output.layer() : thawed(vertex);
    return NeuralNetConfiguration.mapper().valueToTree(part);
  }

  /** The layer of a layer vertex, else the vertex, without what freezes them. */
  private static Object thawed(GraphVertex vertex) {
    if (vertex instanceof FrozenVertex frozen) {
      return thawed(frozen.getUnderlying());
    }
    Object part = vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : vertex;
    while (part instanceof FrozenLayer frozen) {
      part = frozen.getLayer();
    }
    return part;
  }

  private static String describe(GraphVertex vertex) {
    return String.format(
        Locale.ROOT,
        "%s with %,d parameters",
        thawed(vertex).getClass().getSimpleName(),
        vertex.numParams(false));
  }
}
