package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.Planned;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.decoding.IncrementalPlan;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;

/**
 * The vertices of a network that lie between the target ids and the output, in their order: those
 * that are run one position at a time.
 */
final class TargetPath {

  /**
   * A vertex on the path.
   *
   * @param incoming its other inputs: name in its definition → vertex that makes them
   */
  record Stage(String vertex, IncrementalPlan plan, Map<String, String> incoming) {

    Stepper newStepper(ComputationGraph net, DecodingFactors factors) {
      return new Stepper(plan, net.getVertex(vertex).paramTable(false), factors);
    }
  }

  private final ComputationGraph net;
  private final List<Stage> stages = new ArrayList<>();
  private final Set<String> incoming = new LinkedHashSet<>();
  private long longestSource = Long.MAX_VALUE;
  private long maxSteps = Long.MAX_VALUE;

  /**
   * @throws IllegalArgumentException if a vertex cannot be run one position at a time; names it
   */
  TargetPath(ComputationGraph net, String targetIds, String outputName) {
    this.net = net;
    Set<String> advancing = new HashSet<>(Set.of(targetIds));
    for (int index : net.topologicalSortOrder()) {
      GraphVertex vertex = net.getVertices()[index];
      String name = vertex.getVertexName();
      List<String> from = net.getConfiguration().getVertexInputs().getOrDefault(name, List.of());
      boolean reads = from.stream().anyMatch(advancing::contains);
      limit(name, from, advancing);
      if (!name.equals(outputName) && reads && !isTable(name)) {
        stages.add(stage(name, from, advancing));
        advancing.add(name);
      }
    }
    stages.forEach(stage -> incoming.addAll(stage.incoming().values()));
  }

  private Stage stage(String name, List<String> from, Set<String> advancing) {
    Incremental definition = incremental(name);
    Map<String, String> others = new LinkedHashMap<>();
    for (int i = 0; i < from.size(); i++) {
      String input = definition.inputs().get(i).name();
      boolean target = input.equals(definition.targetInput());
      if (target != advancing.contains(from.get(i))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "vertex \"%s\": only its input \"%s\" may depend on the target, but \"%s\" %s",
                name,
                definition.targetInput(),
                from.get(i),
                target ? "does not" : "does"));
      }
      if (!target) {
        others.put(input, from.get(i));
      }
    }
    String label = definition.getClass().getSimpleName() + " \"" + name + '"';
    return new Stage(name, new IncrementalPlan(label, definition, net.params().dataType()), others);
  }

  /** Notes how long sequences a vertex takes: those of the target are steps. */
  private void limit(String name, List<String> from, Set<String> advancing) {
    if (isTable(name) || !(layer(name) instanceof Planned definition)) {
      return;
    }
    for (int i = 0; i < from.size(); i++) {
      long longest = definition.longest(definition.inputs().get(i).name());
      if (advancing.contains(from.get(i))) {
        maxSteps = Math.min(maxSteps, longest);
      } else {
        longestSource = Math.min(longestSource, longest);
      }
    }
  }

  /** A shared table hangs at the target ids, but is the same whatever they are. */
  private boolean isTable(String name) {
    return definition(name) instanceof SharedEmbeddingTable;
  }

  /** The configuration of a vertex, also of a frozen one. */
  private Object definition(String name) {
    Object vertex = net.getConfiguration().getVertices().get(name);
    return vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex;
  }

  /** The configuration of a vertex, or of the layer in it. */
  private Object layer(String name) {
    Object conf = definition(name);
    if (conf instanceof LayerVertex layer) {
      conf = layer.getLayerConf().getLayer();
    }
    return conf instanceof FrozenLayer frozen ? frozen.getLayer() : conf;
  }

  private Incremental incremental(String name) {
    Object conf = layer(name);
    if (conf instanceof Incremental incremental) {
      return incremental;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "vertex \"%s\" (%s) lies between the target ids and the output, but cannot be run one"
                + " position at a time",
            name,
            conf.getClass().getSimpleName()));
  }

  List<Stage> stages() {
    return stages;
  }

  /** Vertices beside the path that some stage reads. */
  Set<String> incoming() {
    return incoming;
  }

  boolean hasAttention() {
    return stages.stream().anyMatch(stage -> stage.plan().hasWeights());
  }

  /** The most tokens that a source may have. */
  long longestSource() {
    return longestSource;
  }

  /** The most positions of a target. */
  long maxSteps() {
    return maxSteps;
  }
}
