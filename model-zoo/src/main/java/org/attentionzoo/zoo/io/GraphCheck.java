package org.attentionzoo.zoo.io;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.attentionzoo.layers.runtime.CheckedOptions;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/**
 * Whether a configuration describes a graph: inputs, vertices that read them or each other,
 * outputs, no cycle. DL4J takes the stored order of the vertices as it is.
 */
final class GraphCheck {

  private final ComputationGraphConfiguration conf;

  private GraphCheck(ComputationGraphConfiguration conf) {
    this.conf = conf;
  }

  /**
   * @throws IllegalArgumentException if it does not; says where
   */
  static void check(ComputationGraphConfiguration conf) {
    GraphCheck check = new GraphCheck(conf);
    check.names("networkInputs", conf.getNetworkInputs());
    check.names("networkOutputs", conf.getNetworkOutputs());
    check.vertices();
    check.outputs();
    check.order();
  }

  private void names(String what, List<String> names) {
    if (names == null || names.isEmpty() || names.stream().anyMatch(Objects::isNull)) {
      throw wrong(what + " must be names, but are " + names);
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw wrong(what + " holds a name twice: " + names);
    }
  }

  private void vertices() {
    Map<String, List<String>> inputs = conf.getVertexInputs();
    if (inputs == null || !inputs.keySet().equals(conf.getVertices().keySet())) {
      throw wrong(
          "vertexInputs must name the vertices "
              + conf.getVertices().keySet()
              + ", but name "
              + (inputs == null ? null : inputs.keySet()));
    }
    for (Map.Entry<String, GraphVertex> entry : conf.getVertices().entrySet()) {
      String name = entry.getKey();
      GraphVertex vertex = entry.getValue();
      if (vertex == null) {
        throw wrong("vertex \"" + name + "\" is missing");
      }
      if (isInput(name)) {
        throw wrong("\"" + name + "\" is an input of the network and a vertex");
      }
      if (vertex instanceof LayerVertex layer
          && !name.equals(layer.getLayerConf().getLayer().getLayerName())) {
        throw wrong(
            "the layer of vertex \""
                + name
                + "\" has the name "
                + layer.getLayerConf().getLayer().getLayerName());
      }
      inputs(name, vertex, inputs.get(name));
    }
  }

  private void inputs(String name, GraphVertex vertex, List<String> inputs) {
    int count = inputs == null ? 0 : inputs.size();
    boolean exact = vertex instanceof LayerVertex || vertex instanceof CheckedOptions;
    if (count < 1
        || (exact && (count < vertex.minVertexInputs() || count > vertex.maxVertexInputs()))) {
      throw wrong("vertex \"" + name + "\" has " + count + " inputs");
    }
    for (String input : inputs) {
      if (!isInput(input) && !conf.getVertices().containsKey(input)) {
        throw wrong("vertex \"" + name + "\" reads \"" + input + "\", which there is not");
      }
    }
  }

  private void outputs() {
    for (String output : conf.getNetworkOutputs()) {
      if (!conf.getVertices().containsKey(output)) {
        throw wrong("the output \"" + output + "\" is no vertex");
      }
    }
  }

  private void order() {
    List<String> order = conf.getTopologicalOrderStr();
    int[] indices = conf.getTopologicalOrder();
    if ((order == null) != (indices == null)) {
      throw wrong("topologicalOrder and topologicalOrderStr must be both there, or neither");
    }
    if (order == null) {
      acyclic();
      return;
    }
    Set<String> all = new HashSet<>(conf.getNetworkInputs());
    all.addAll(conf.getVertices().keySet());
    Set<Integer> numbers = new HashSet<>();
    for (int index : indices) {
      if (index < 0 || index >= all.size() || !numbers.add(index)) {
        throw wrong("topologicalOrder holds " + index + ", twice or out of range");
      }
    }
    if (order.size() != all.size()
        || indices.length != all.size()
        || !new HashSet<>(order).equals(all)) {
      throw wrong("topologicalOrderStr must hold each input and vertex once, but is " + order);
    }
    for (int i = 0; i < indices.length; i++) { // DL4J numbers the inputs first
      if (conf.getNetworkInputs().indexOf(order.get(i))
          != (indices[i] < inputCount() ? indices[i] : -1)) {
        throw wrong("topologicalOrder gives \"" + order.get(i) + "\" the number " + indices[i]);
      }
    }
    Set<String> done = new HashSet<>(conf.getNetworkInputs());
    for (String name : order) {
      if (!isInput(name) && !done.containsAll(conf.getVertexInputs().get(name))) {
        throw wrong("topologicalOrderStr has \"" + name + "\" before what it reads, or in a cycle");
      }
      done.add(name);
    }
  }

  private boolean isInput(String name) {
    return name != null && conf.getNetworkInputs().contains(name);
  }

  private int inputCount() {
    return conf.getNetworkInputs().size();
  }

  private void acyclic() {
    Set<String> done = new HashSet<>(conf.getNetworkInputs());
    Set<String> left = new TreeSet<>(conf.getVertices().keySet());
    while (!left.isEmpty()) {
      if (!left.removeIf(
          name -> done.containsAll(conf.getVertexInputs().get(name)) && done.add(name))) {
        throw wrong("the vertices " + left + " read each other in a cycle");
      }
    }
  }

  private static IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(problem);
  }
}
