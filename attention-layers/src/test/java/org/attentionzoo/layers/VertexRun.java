package org.attentionzoo.layers;

import java.util.Map;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer or vertex of a graph, run alone in training mode: for comparing output and gradients
 * with reference values.
 */
public final class VertexRun {

  private final GraphVertex vertex;
  private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
  private INDArray[] inputGradients;
  private Map<String, INDArray> gradients;

  public VertexRun(ComputationGraph net, String name) {
    this.vertex = net.getVertex(name);
    net.initGradientsView();
  }

  /** Output at DL4J's border. Masks may be null or hold nulls. */
  public INDArray forward(INDArray[] inputs, INDArray... masks) {
    vertex.clear();
    for (int i = 0; i < inputs.length; i++) {
      vertex.setInput(i, inputs[i], workspaces);
    }
    INDArray[] all = masks == null || masks.length == 0 ? new INDArray[inputs.length] : masks;
    vertex.feedForwardMaskArrays(all, MaskState.Active, (int) inputs[0].size(0));
    return vertex.doForward(true, workspaces);
  }

  public VertexRun backward(INDArray epsilon) {
    vertex.setEpsilon(epsilon);
    Pair<Gradient, INDArray[]> result = vertex.doBackward(false, workspaces);
    gradients = result.getFirst().gradientForVariable();
    inputGradients = result.getSecond();
    return this;
  }

  /** At DL4J's border. */
  public INDArray inputGradient(int index) {
    return inputGradients[index];
  }

  public INDArray gradient(String parameter) {
    return gradients.get(parameter);
  }

  public void setParameter(String name, INDArray value) {
    INDArray parameter = vertex.paramTable(false).get(name);
    parameter.assign(value.reshape('c', parameter.shape()));
  }
}
