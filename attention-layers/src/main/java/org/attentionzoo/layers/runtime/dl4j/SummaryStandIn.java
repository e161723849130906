package org.attentionzoo.layers.runtime.dl4j;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Stands in for a vertex's configuration while {@code summary(InputType...)} writes its line. DL4J
 * reads the configuration of whatever has a layer as a {@link LayerVertex}, then asks it for its
 * output, given the type of its first input only. With the answer this one's task is done, and the
 * vertex's own configuration returns to its place.
 */
public final class SummaryStandIn extends LayerVertex {

  private static final StackWalker STACK = StackWalker.getInstance();

  private final transient Map<String, GraphVertex> vertices;
  private final transient String name;
  private final transient GraphVertex vertex;
  private final transient InputType[] others;

  private SummaryStandIn(Map<String, GraphVertex> vertices, String name, InputType[] others) {
    this.vertices = vertices;
    this.name = name;
    this.vertex = vertices.get(name);
    this.others = others;
  }

  /**
   * To be called by a vertex that has a layer when it is asked for its inputs, which a summary does
   * before it reads the configuration.
   *
   * @param others types of its inputs but the first
   */
  public static void putIfSummarized(
      ComputationGraph graph, String name, Supplier<InputType[]> others) {
    Arguments.given("graph", graph);
    Arguments.given("name", name);
    Arguments.given("others", others);
    Map<String, GraphVertex> vertices = graph.getConfiguration().getVertices();
    if (isSummarized() && !(vertices.get(name) instanceof LayerVertex)) {
      vertices.put(name, new SummaryStandIn(vertices, name, others.get()));
    }
  }

  /** Frames: this, the one above, the vertex's, its caller's. */
  private static boolean isSummarized() {
    return STACK.walk(
        frames ->
            frames
                .skip(3)
                .findFirst()
                .filter(frame -> frame.getMethodName().equals("summary"))
                .filter(frame -> frame.getClassName().equals(ComputationGraph.class.getName()))
                .isPresent());
  }

  @Override
  public InputPreProcessor getPreProcessor() {
    return null;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... first) {
    vertices.put(name, vertex);
    InputType[] all = Stream.concat(Stream.of(first), Stream.of(others)).toArray(InputType[]::new);
    return vertex.getOutputType(layerIndex, all);
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
