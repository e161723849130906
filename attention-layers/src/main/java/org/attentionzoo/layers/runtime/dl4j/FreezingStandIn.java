package org.attentionzoo.layers.runtime.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/**
 * Stands in for a vertex's configuration while DL4J's transfer learning freezes it. Having frozen
 * the vertex, DL4J reads its configuration as a {@link LayerVertex} and writes a frozen layer into
 * that; a vertex of several inputs cannot be one. With the writing this one's task is done, and the
 * vertex's own configuration, which says by itself that it is frozen, returns to its place.
 */
final class FreezingStandIn extends LayerVertex {

  private final transient ComputationGraphConfiguration network;
  private final transient PlannedVertex vertex;

  private FreezingStandIn(ComputationGraphConfiguration network, PlannedVertex vertex) {
    super(conf(network, vertex), null);
    this.network = network;
    this.vertex = vertex;
  }

  private static NeuralNetConfiguration conf(
      ComputationGraphConfiguration network, PlannedVertex vertex) {
    NeuralNetConfiguration conf = network.getDefaultConfiguration().clone();
    conf.setLayer(new VertexLayerConf(vertex));
    return conf;
  }

  /** Whether transfer learning is what freezes, and not a copy or a user. */
  static boolean isWanted() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .limit(4)
                    .anyMatch(
                        frame ->
                            frame
                                .getClassName()
                                .equals(
                                    "org.deeplearning4j.nn.transferlearning.TransferLearning$GraphBuilder")));
  }

  static void replace(ComputationGraphConfiguration network, String name, PlannedVertex vertex) {
    network.getVertices().put(name, new FreezingStandIn(network, vertex));
  }

  @Override
  public void setLayerConf(NeuralNetConfiguration conf) {
    super.setLayerConf(conf);
    network.getVertices().put(vertex.getLayerName(), vertex);
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
