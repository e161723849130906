package org.attentionzoo.zoo.finetuning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.attentionzoo.layers.runtime.Freezable;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.attentionzoo.zoo.finetuning.FineTuningReport.State;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;

/**
 * Which parts of a network learn. A frozen part with something below it that learns lets the
 * gradient pass; where nothing does, the backward pass ends, as DL4J's transfer learning has it.
 */
final class FrozenParts {

  private final ComputationGraphConfiguration conf;
  private final Set<String> frozen = new HashSet<>();

  /** Those that the configuration says are frozen. */
  FrozenParts(ComputationGraphConfiguration conf) {
    this.conf = conf;
    conf.getVertices()
        .forEach(
            (name, vertex) -> {
              if (isFrozen(vertex)) {
                frozen.add(name);
              }
            });
  }

  private static boolean isFrozen(GraphVertex vertex) {
    return vertex instanceof FrozenVertex
        || (vertex instanceof PlannedVertex planned && planned.isFrozen())
        || (vertex instanceof LayerVertex layer
            && layer.getLayerConf().getLayer() instanceof FrozenLayer)
        || (Cores.of(vertex) instanceof Freezable part && part.isFrozenWithBackprop());
  }

  void freeze(Collection<String> names) {
    frozen.addAll(names);
  }

  void unfreeze(Collection<String> names) {
    frozen.removeAll(names);
  }

  /** Writes it into the configuration. */
  void apply() {
    if (conf.getVertices().keySet().stream().noneMatch(this::learns)) {
      throw new IllegalArgumentException("every part is frozen: nothing would be trained");
    }
    for (String name : List.copyOf(conf.getVertices().keySet())) {
      thaw(name);
      State state = state(name);
      if (state == State.FROZEN_WITH_BACKPROP) {
        passing(name).setFrozenWithBackprop(true);
      } else if (state == State.FROZEN) {
        freezeWithAllBelow(name);
      }
    }
  }

  State state(String name) {
    if (learns(name)) {
      return State.TRAINED;
    }
    if (learnsBelow(name)) {
      return hasParameters(name) ? State.FROZEN_WITH_BACKPROP : State.TRAINED;
    }
    return hasParameters(name) || isCutOff(name) ? State.FROZEN : State.TRAINED;
  }

  /** Whether to a part without parameters no backward pass comes, or there is no use in one. */
  private boolean isCutOff(String name) {
    List<String> readers =
        conf.getVertices().keySet().stream()
            .filter(reader -> conf.getVertexInputs().get(reader).contains(name))
            .toList();
    return ancestors(name).stream().anyMatch(frozen::contains)
        || (!readers.isEmpty()
            && readers.stream().allMatch(reader -> state(reader) == State.FROZEN));
  }

  private boolean learns(String name) {
    return hasParameters(name) && !frozen.contains(name);
  }

  boolean hasParameters(String name) {
    return conf.getVertices().get(name).numParams(false) > 0;
  }

  private boolean learnsBelow(String name) {
    return ancestors(name).stream().anyMatch(this::learns);
  }

  private Set<String> ancestors(String name) {
    Set<String> found = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(name));
    while (!open.isEmpty()) {
      for (String input : conf.getVertexInputs().get(open.remove(open.size() - 1))) {
        if (conf.getVertices().containsKey(input) && found.add(input)) {
          open.add(input);
        }
      }
    }
    return found;
  }

  private void thaw(String name) {
    GraphVertex vertex = conf.getVertices().get(name);
    while (vertex instanceof FrozenVertex wrapper) {
      vertex = wrapper.getUnderlying();
      conf.getVertices().put(name, vertex);
    }
    if (vertex instanceof PlannedVertex planned) {
      planned.setFrozen(false);
    }
    if (vertex instanceof LayerVertex layer) {
      Layer core = Cores.of(layer.getLayerConf().getLayer());
      layer.getLayerConf().setLayer(core);
    }
    if (Cores.of(vertex) instanceof Freezable part) {
      part.setFrozenWithBackprop(false);
    }
  }

  private Freezable passing(String name) {
    if (Cores.of(conf.getVertices().get(name)) instanceof Freezable part) {
      return part;
    }
    Set<String> below = new TreeSet<>(ancestors(name));
    below.removeIf(part -> !learns(part));
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "\"%s\" (%s) lets no gradient pass when it is frozen: freeze what is below it, too: %s",
            name,
            Cores.of(conf.getVertices().get(name)).getClass().getSimpleName(),
            below));
  }

  private void freezeWithAllBelow(String name) {
    GraphVertex vertex = conf.getVertices().get(name);
    if (vertex instanceof PlannedVertex planned) {
      planned.setFrozen(true);
    } else if (vertex instanceof LayerVertex layer) {
      Layer inner = layer.getLayerConf().getLayer();
      FrozenLayer wrapper = new FrozenLayer(inner);
      wrapper.setLayerName(name);
      layer.getLayerConf().setLayer(wrapper);
    } else {
      conf.getVertices().put(name, new FrozenVertex(vertex));
    }
  }
}
