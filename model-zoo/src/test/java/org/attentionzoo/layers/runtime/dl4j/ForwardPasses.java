package org.attentionzoo.layers.runtime.dl4j;

import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;

/** How often parts of a network ran as a whole, and not step by step. */
public final class ForwardPasses {

  private ForwardPasses() {}

  /** Of all parts together. */
  public static long of(ComputationGraph network) {
    return Stream.of(network.getVertices()).mapToLong(ForwardPasses::of).sum();
  }

  /** Of one part; 0 if it is DL4J's own. */
  public static long of(GraphVertex part) {
    if (part instanceof PlannedVertexRuntime planned) {
      return planned.forwardPasses();
    }
    return part.hasLayer() && part.getLayer() instanceof PlannedLayerRuntime planned
        ? planned.forwardPasses()
        : 0;
  }
}
