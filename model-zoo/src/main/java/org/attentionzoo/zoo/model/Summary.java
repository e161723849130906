package org.attentionzoo.zoo.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A table of every part of a network with its type and parameters. {@code
 * ComputationGraph.summary()} has no types of vertices, which hold most of an encoder–decoder's.
 */
public final class Summary {

  private static final List<String> HEADER =
      List.of("Part", "Type", "Inputs", "Parameters", "Shapes");

  private Summary() {}

  /** The table as text, one line a part, and the total. */
  public static String of(ComputationGraph network) {
    Arguments.given("network", network);
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (int index : network.topologicalSortOrder()) {
      rows.add(row(network, network.getVertices()[index]));
    }
    long total = network.params().length();
    rows.add(List.of("Total", "", "", count(total), ""));
    return layOut(rows);
  }

  private static List<String> row(ComputationGraph network, GraphVertex vertex) {
    String name = vertex.getVertexName();
    Map<String, INDArray> parameters =
        vertex.paramTable(false) == null ? Map.of() : vertex.paramTable(false);
    long sum = parameters.values().stream().mapToLong(INDArray::length).sum();
    String shapes =
        parameters.entrySet().stream()
            .map(e -> e.getKey() + Arrays.toString(e.getValue().shape()))
            .collect(Collectors.joining(" "));
    List<String> inputs = network.getConfiguration().getVertexInputs().get(name);
    return List.of(
        name,
        vertex.isInputVertex() ? "input" : type(vertex, network),
        inputs == null ? "" : String.join(", ", inputs),
        count(sum),
        shapes);
  }

  private static String type(GraphVertex vertex, ComputationGraph network) {
    if (vertex instanceof PlannedVertexRuntime planned) {
      return planned.conf().getClass().getSimpleName();
    }
    return type(network.getConfiguration().getVertices().get(vertex.getVertexName()));
  }

  /** The layer's type for a layer vertex, else the vertex's. */
  static String type(org.deeplearning4j.nn.conf.graph.GraphVertex vertex) {
    Object part = vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : vertex;
    return part.getClass().getSimpleName();
  }

  private static String count(long parameters) {
    return String.format(Locale.ROOT, "%,d", parameters);
  }

  private static String layOut(List<List<String>> rows) {
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        boolean number = column == HEADER.indexOf("Parameters");
        String format = "%" + (number ? "" : "-") + widths[column] + "s  ";
        line.append(String.format(Locale.ROOT, format, row.get(column)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
