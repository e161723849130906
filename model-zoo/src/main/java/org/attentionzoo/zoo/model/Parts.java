package org.attentionzoo.zoo.model;

import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/** Compares the parts of two configurations. */
final class Parts {

  private Parts() {}

  /**
   * @throws IllegalArgumentException if {@code found} has other vertices than {@code expected}, or
   *     one of them another number of parameters
   */
  static void checkSame(
      ComputationGraphConfiguration expected, ComputationGraphConfiguration found, String where) {
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
                        "%s holds another model: expected \"%s\" to be %s, got %s",
                        where,
                        name,
                        wanted,
                        got));
              }
            });
    for (String name : parts.keySet()) {
      if (!expected.getVertices().containsKey(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s holds another model: it has a part \"%s\", expected %s",
                where,
                name,
                expected.getVertices().keySet()));
      }
    }
  }

  private static String describe(GraphVertex vertex) {
    return String.format(
        Locale.ROOT, "%s with %,d parameters", Summary.type(vertex), vertex.numParams(false));
  }
}
