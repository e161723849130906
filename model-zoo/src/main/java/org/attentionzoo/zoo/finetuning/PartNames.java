package org.attentionzoo.zoo.finetuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.embedding.TiedTokenEmbedding;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.transformer.LayerNorm;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * The parts of a network by name: {@value #ENCODER}, {@value #DECODER}, {@value #EMBEDDINGS} or the
 * name of a vertex. The encoder reads the source and not the target; the decoder lies between that,
 * the target and the outputs; embeddings and shared tables are neither's.
 */
final class PartNames {

  static final String ENCODER = "encoder";
  static final String DECODER = "decoder";
  static final String EMBEDDINGS = "embeddings";

  private final ComputationGraphConfiguration conf;
  private final Map<String, Set<String>> groups = new LinkedHashMap<>();

  PartNames(ComputationGraphConfiguration conf) {
    this.conf = conf;
    for (String group : List.of(ENCODER, DECODER, EMBEDDINGS)) {
      groups.put(group, new LinkedHashSet<>());
    }
    Set<String> ofTarget = new LinkedHashSet<>();
    for (String name : order()) {
      List<String> inputs = conf.getVertexInputs().get(name);
      boolean target = isTarget(inputs, ofTarget);
      if (target) {
        ofTarget.add(name);
      }
      if (isEmbedding(name)) {
        groups.get(EMBEDDINGS).add(name);
      } else if (!conf.getNetworkOutputs().contains(name)) {
        groups.get(target ? DECODER : ENCODER).add(name);
      }
    }
  }

  private boolean isTarget(List<String> inputs, Set<String> ofTarget) {
    List<String> networkInputs = conf.getNetworkInputs();
    return inputs.stream()
        .filter(input -> !isTable(input))
        .anyMatch(input -> ofTarget.contains(input) || networkInputs.indexOf(input) > 0);
  }

  /** Vertices in the order in which they compute. */
  private List<String> order() {
    Set<String> done = new LinkedHashSet<>(conf.getNetworkInputs());
    List<String> left = new ArrayList<>(conf.getVertices().keySet());
    while (!left.isEmpty()) {
      left.removeIf(name -> done.containsAll(conf.getVertexInputs().get(name)) && done.add(name));
    }
    done.removeAll(conf.getNetworkInputs());
    return List.copyOf(done);
  }

  private boolean isTable(String name) {
    return conf.getVertices().containsKey(name)
        && Cores.of(conf.getVertices().get(name)) instanceof SharedEmbeddingTable;
  }

  private boolean isEmbedding(String name) {
    Object part = Cores.of(conf.getVertices().get(name));
    return part instanceof TokenEmbedding
        || part instanceof TiedTokenEmbedding
        || part instanceof SharedEmbeddingTable;
  }

  /**
   * The vertices of a group, or the one of this name.
   *
   * @throws IllegalArgumentException if there is none; names those that there are
   */
  Set<String> of(String name) {
    Set<String> group = groups.get(name);
    if (group != null && !group.isEmpty()) {
      return group;
    }
    if (conf.getVertices().containsKey(name)) {
      return Set.of(name);
    }
    Set<String> known = new TreeSet<>(conf.getVertices().keySet());
    groups.forEach((key, parts) -> known.addAll(parts.isEmpty() ? Set.of() : Set.of(key)));
    throw new IllegalArgumentException(
        String.format(Locale.ROOT, "the model has no part \"%s\", only %s", name, known));
  }

  /**
   * All but the last layers, with what stands on them: the last norm and the output. Embeddings,
   * tables and norms are no layers.
   *
   * @throws IllegalArgumentException if there are not so many layers; names both numbers
   */
  Set<String> allButTheLast(int layers) {
    List<String> all = new ArrayList<>(order());
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (isLayer(all.get(i))) {
        places.add(i);
      }
    }
    if (layers < 0 || layers > places.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the last %d layers cannot be left to learn: the model has %d",
              layers,
              places.size()));
    }
    int first =
        layers == 0 ? places.get(places.size() - 1) + 1 : places.get(places.size() - layers);
    Set<String> others = new LinkedHashSet<>(all.subList(0, first));
    others.addAll(groups.get(EMBEDDINGS));
    return others;
  }

  private boolean isLayer(String name) {
    return !isEmbedding(name)
        && !conf.getNetworkOutputs().contains(name)
        && conf.getVertices().get(name).numParams(false) > 0
        && !(Cores.of(conf.getVertices().get(name)) instanceof LayerNorm);
  }

  /** Vertices with parameters in the order in which they compute. */
  List<String> withParameters() {
    return order().stream()
        .filter(name -> conf.getVertices().get(name).numParams(false) > 0)
        .toList();
  }
}
