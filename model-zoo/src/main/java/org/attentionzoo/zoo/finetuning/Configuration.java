package org.attentionzoo.zoo.finetuning;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A network's configuration while options of its parts change that are fixed once a part is built:
 * as the JSON of model zips, whose names never change. Reading it again checks every value.
 */
final class Configuration {

  private final ObjectNode root;

  Configuration(ComputationGraphConfiguration conf) {
    try {
      root = (ObjectNode) NeuralNetConfiguration.mapper().readTree(conf.toJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration wrote no JSON", e);
    }
  }

  /** The parts by the name of their vertex, without what is around them: layers and vertices. */
  Map<String, ObjectNode> parts() {
    Map<String, ObjectNode> parts = new LinkedHashMap<>();
    root.get("vertices").fields().forEachRemaining(e -> parts.put(e.getKey(), core(e.getValue())));
    return parts;
  }

  private static ObjectNode core(JsonNode vertex) {
    JsonNode core = vertex;
    for (String inner : new String[] {"underlying", "layerConf", "layer", "underlying"}) {
      while (core.path(inner).isObject()) {
        core = core.get(inner);
      }
    }
    return (ObjectNode) core;
  }

  /** Whether a part has this option. */
  static boolean has(ObjectNode part, String option) {
    return part.has(option);
  }

  /** Sets the vocabulary of a part, wherever it stands. */
  static void setVocabulary(ObjectNode part, int size) {
    if (part.path("options") instanceof ObjectNode options && options.has("vocabularySize")) {
      options.put("vocabularySize", size);
    } else {
      part.put(part.has("vocabularySize") ? "vocabularySize" : "nout", size);
    }
    part.remove("vertexParams"); // shapes, which follow from the options
  }

  ComputationGraphConfiguration build() {
    ComputationGraphConfiguration conf = ComputationGraphConfiguration.fromJson(root.toString());
    conf.setIterationCount(0);
    conf.setEpochCount(0);
    return conf;
  }
}
