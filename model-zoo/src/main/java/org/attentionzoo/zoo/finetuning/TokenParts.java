package org.attentionzoo.zoo.finetuning;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.embedding.TiedTokenEmbedding;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.output.TiedTokenOutput;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** The parts of a network that have a vector for each token, or read one, by their vocabularies. */
final class TokenParts {

  private final ComputationGraphConfiguration conf;
  private final Map<String, Set<Side>> sides = new LinkedHashMap<>();

  TokenParts(ComputationGraphConfiguration conf) {
    this.conf = conf;
    for (String name : conf.getVertices().keySet()) {
      if (!(core(name) instanceof SharedEmbeddingTable)) {
        read(name);
      }
    }
    conf.getNetworkOutputs().forEach(output -> add(output, Side.TARGET));
    users();
  }

  private void read(String name) {
    for (String input : conf.getVertexInputs().get(name)) {
      int index = conf.getNetworkInputs().indexOf(input);
      if (index >= 0) {
        add(name, Side.values()[Math.min(index, 1)]);
      }
    }
  }

  private void add(String name, Side side) {
    sides.computeIfAbsent(name, n -> EnumSet.noneOf(Side.class)).add(side);
  }

  /** A shared table has the vocabularies of those who use it. */
  private void users() {
    for (String name : List.copyOf(sides.keySet())) {
      for (String input : conf.getVertexInputs().get(name)) {
        if (conf.getVertices().containsKey(input) && core(input) instanceof SharedEmbeddingTable) {
          sides.get(name).forEach(side -> add(input, side));
        }
      }
    }
  }

  private Object core(String name) {
    return Cores.of(conf.getVertices().get(name));
  }

  /**
   * The parts to change.
   *
   * @param changed the sides with another vocabulary
   * @return a side of each part; of a shared table, either
   * @throws IllegalArgumentException if a part has both vocabularies and only one changes, or a
   *     part is none of this library's; names it
   */
  Map<String, Side> of(Set<Side> changed) {
    Map<String, Side> parts = new LinkedHashMap<>();
    sides.forEach(
        (name, both) -> {
          if (both.stream().noneMatch(changed::contains)) {
            return;
          }
          if (!changed.containsAll(both)) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "\"%s\" is a table of source and target: both vocabularies have to change"
                        + " alike, but only the %s changes",
                    name,
                    changed.iterator().next().name().toLowerCase(Locale.ROOT)));
          }
          if (!isKnown(core(name))) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "the vocabulary of \"%s\" (%s) cannot be changed",
                    name,
                    core(name).getClass().getSimpleName()));
          }
          parts.put(name, both.iterator().next());
        });
    return parts;
  }

  /** Whether source and target share a table. */
  boolean areShared() {
    return sides.values().stream().anyMatch(both -> both.size() > 1);
  }

  private static boolean isKnown(Object part) {
    return part instanceof TokenEmbedding
        || part instanceof TiedTokenEmbedding
        || part instanceof SharedEmbeddingTable
        || part instanceof TokenOutputLayer
        || part instanceof TiedTokenOutput;
  }
}
