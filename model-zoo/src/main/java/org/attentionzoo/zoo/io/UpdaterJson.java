package org.attentionzoo.zoo.io;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.UpdaterKind;
import org.attentionzoo.zoo.untrusted.JsonLimits;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Which updater a network has, which DL4J's entries do not say: its kind and its numbers. The field
 * names are part of saved models.
 */
record UpdaterJson(String kind, Map<String, Double> options) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static String write(DirectUpdater updater) {
    ObjectNode root = MAPPER.createObjectNode().put("kind", updater.kind());
    ObjectNode options = root.putObject("options");
    new TreeMap<>(updater.options()).forEach(options::put);
    return root.toPrettyString();
  }

  /**
   * @throws IllegalArgumentException if it is not the JSON of an updater; says what is wrong
   */
  static UpdaterJson read(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      JsonNode kind = root.path("kind");
      JsonNode options = root.path("options");
      if (!kind.isTextual() || !options.isObject()) {
        throw new IllegalArgumentException("an updater must have a kind and options");
      }
      Map<String, Double> numbers = new TreeMap<>();
      for (Iterator<String> names = options.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!options.get(name).isNumber()) {
          throw new IllegalArgumentException(
              name + " must be a number, but is " + options.get(name));
        }
        numbers.put(name, options.get(name).asDouble());
      }
      return new UpdaterJson(kind.asText(), numbers);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(JsonLimits.reason(e), e);
    }
  }

  /**
   * @throws IllegalArgumentException if there is no such updater, or not with these options
   */
  void install(ComputationGraph network) {
    UpdaterKind.of(kind).install(network, options);
  }
}
