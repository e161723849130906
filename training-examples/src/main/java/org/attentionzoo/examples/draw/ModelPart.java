package org.attentionzoo.examples.draw;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * A vertex of a configuration, or several equal ones on top of each other.
 *
 * @param name of the first vertex
 * @param type the simple name of its class: of the layer, where it holds one
 * @param options the fields of that class as a saved model has them
 * @param inputs the parts and network inputs that it reads, by name
 * @param count how many there are
 */
record ModelPart(String name, String type, JsonNode options, List<String> inputs, int count) {

  /** All parts in the order in which they are computed. */
  static List<ModelPart> of(ComputationGraphConfiguration conf) {
    JsonNode vertices;
    try {
      vertices = NeuralNetConfiguration.mapper().readTree(conf.toJson()).get("vertices");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DL4J wrote a configuration that is no JSON", e);
    }
    Map<String, String> partOf = new HashMap<>(); // vertex → the part that it went into
    Map<String, ModelPart> parts = new LinkedHashMap<>();
    for (String vertex : order(conf)) {
      List<String> inputs =
          conf.getVertexInputs().get(vertex).stream()
              .map(input -> partOf.getOrDefault(input, input))
              .toList();
      ModelPart part = of(vertex, vertices.get(vertex), inputs);
      ModelPart below = parts.get(inputs.get(0));
      if (below != null && part.sitsOn(below)) {
        parts.put(below.name, below.counted(below.count + 1));
        partOf.put(vertex, below.name);
      } else {
        parts.put(vertex, part);
        partOf.put(vertex, vertex);
      }
    }
    return List.copyOf(parts.values());
  }

  /** DL4J orders vertices when a network is made, not before. */
  private static List<String> order(ComputationGraphConfiguration conf) {
    Set<String> done = new LinkedHashSet<>(conf.getNetworkInputs());
    while (done.size() < conf.getNetworkInputs().size() + conf.getVertices().size()) {
      conf.getVertexInputs().entrySet().stream()
          .filter(vertex -> done.containsAll(vertex.getValue()))
          .map(Map.Entry::getKey)
          .toList()
          .forEach(done::add);
    }
    return done.stream().skip(conf.getNetworkInputs().size()).toList();
  }

  private static ModelPart of(String name, JsonNode vertex, List<String> inputs) {
    JsonNode held = vertex.path("layerConf").path("layer");
    JsonNode options = held.isMissingNode() ? vertex : held;
    String type = options.get("@class").asText();
    return new ModelPart(name, type.substring(type.lastIndexOf('.') + 1), options, inputs, 1);
  }

  /** Whether this is one more of the same: its first input is the other, the rest are alike. */
  private boolean sitsOn(ModelPart below) {
    return type.equals(below.type)
        && options.get("options") != null
        && options.get("options").equals(below.options.get("options"))
        && inputs.subList(1, inputs.size()).equals(below.inputs.subList(1, below.inputs.size()));
  }

  private ModelPart counted(int times) {
    return new ModelPart(name, type, options, inputs, times);
  }

  /** A field of the class. */
  JsonNode option(String field) {
    return options.path("options").has(field)
        ? options.get("options").get(field)
        : options.path(field);
  }

  /** A field that is an object of the library. */
  <T> T option(String field, Class<T> type) {
    return value(option(field), type);
  }

  static <T> T value(JsonNode node, Class<T> type) {
    try {
      return NeuralNetConfiguration.mapper().treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a saved " + type.getSimpleName() + " cannot be read", e);
    }
  }
}
