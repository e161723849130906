package org.attentionzoo.zoo.generation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs those vertices of a network that some wanted ones depend on, and no others.
 *
 * <p>In place of {@code ComputationGraph.output(names, …)}, which also runs all that comes before
 * in the topological order and, asked for more than one vertex, can leave a workspace open.
 */
final class EncoderPass {

  private final ComputationGraph net;
  private final Set<String> wanted;
  private final Set<String> parts;

  EncoderPass(ComputationGraph net, Collection<String> wanted) {
    this.net = net;
    this.wanted = Set.copyOf(wanted);
    this.parts = ancestors(net, wanted);
  }

  private static Set<String> ancestors(ComputationGraph net, Collection<String> wanted) {
    Set<String> found = new HashSet<>(wanted);
    Deque<String> open = new ArrayDeque<>(wanted);
    while (!open.isEmpty()) {
      List<String> from = net.getConfiguration().getVertexInputs().get(open.pop());
      for (String name : from == null ? List.<String>of() : from) {
        if (found.add(name)) {
          open.push(name);
        }
      }
    }
    return found;
  }

  /**
   * @param ids source ids {@code [N, S]}
   * @param mask {@code [N, S]}
   * @return the wanted activations by vertex name
   */
  Map<String, INDArray> run(INDArray ids, INDArray mask) {
    Map<String, INDArray> results = new HashMap<>();
    if (wanted.isEmpty()) {
      return results;
    }
    INDArray noTarget = Nd4j.create(DataType.INT32, ids.size(0), 1); // [N, 1], not looked at
    INDArray noMask = Nd4j.ones(DataType.FLOAT, ids.size(0), 1);
    synchronized (net) {
      try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        net.setInputs(ids, noTarget);
        net.setLayerMaskArrays(new INDArray[] {mask, noMask}, null);
        INDArray[] inputs = {ids, noTarget};
        INDArray[] activations = new INDArray[net.getVertices().length];
        for (int index : net.topologicalSortOrder()) {
          GraphVertex vertex = net.getVertices()[index];
          if (parts.contains(vertex.getVertexName())) {
            activations[index] =
                vertex.isInputVertex() ? inputs[index] : forward(vertex, activations);
          }
          if (wanted.contains(vertex.getVertexName())) {
            results.put(vertex.getVertexName(), activations[index]);
          }
        }
      } finally {
        clear();
      }
    }
    return results;
  }

  /** Forgets inputs and masks; those of vertices, too, which DL4J would keep. */
  private void clear() {
    net.clearLayerMaskArrays();
    net.clear();
    for (GraphVertex vertex : net.getVertices()) {
      vertex.clear();
    }
  }

  private static INDArray forward(GraphVertex vertex, INDArray[] activations) {
    LayerWorkspaceMgr noWorkspaces = LayerWorkspaceMgr.noWorkspaces();
    VertexIndices[] from = vertex.getInputVertices();
    for (int i = 0; i < from.length; i++) {
      vertex.setInput(i, activations[from[i].getVertexIndex()], noWorkspaces);
    }
    return vertex.doForward(false, noWorkspaces);
  }
}
