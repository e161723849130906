package org.attentionzoo.layers.runtime.dl4j;

import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link PlannedVertex} as one of the network's layers. DL4J goes from layer to layer where it
 * counts, reads, copies or freezes parameters, adds up regularization or sets learning rates, and
 * passes vertices by; with this in {@code getLayers()} it does not. The vertex itself computes.
 */
class VertexLayer extends ParameterHolder<VertexLayerConf> {

  static VertexLayer of(PlannedVertex vertex, ComputationGraph graph, int index, DataType type) {
    return vertex.remembers()
        ? new WithoutState(vertex, graph, index, type)
        : new VertexLayer(vertex, graph, index, type);
  }

  private static final class WithoutState extends VertexLayer implements NoStoredState {
    WithoutState(PlannedVertex vertex, ComputationGraph graph, int index, DataType type) {
      super(vertex, graph, index, type);
    }
  }

  VertexLayer(PlannedVertex vertex, ComputationGraph graph, int index, DataType type) {
    super(conf(vertex, graph), vertex, vertex.isFrozenWithBackprop(), type);
    setIndex(index);
  }

  private static NeuralNetConfiguration conf(PlannedVertex vertex, ComputationGraph graph) {
    NeuralNetConfiguration conf = graph.getConfiguration().getDefaultConfiguration().clone();
    conf.setLayer(new VertexLayerConf(vertex));
    conf.clearVariables();
    vertex.getVertexParams().getParameterKeys().forEach(conf::addVariable);
    return conf;
  }

  @Override
  public TrainingConfig getConfig() {
    return layerConf().vertex();
  }

  private UnsupportedOperationException vertexOnly() {
    return new UnsupportedOperationException(
        "a vertex of several inputs is run by its network " + layerId());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    throw vertexOnly();
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    throw vertexOnly();
  }
}
