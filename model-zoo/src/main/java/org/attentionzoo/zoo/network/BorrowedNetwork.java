package org.attentionzoo.zoo.network;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.Multiplies;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs those vertices of a network that some wanted ones depend on, and no others, without dropout;
 * afterwards the network holds neither inputs nor masks. One thread at a time has the network, the
 * others wait.
 *
 * <p>In place of {@code ComputationGraph.output(names, …)}, which also runs all that comes before
 * in the topological order and, asked for more than one vertex, can leave a workspace open; and of
 * {@code feedForward}, which runs everything.
 */
public final class BorrowedNetwork {

  private final ComputationGraph net;
  private final Set<String> wanted;
  private final Set<String> parts;
  private final DecodingFactors factors;

  /**
   * @param wanted names of vertices
   * @throws IllegalArgumentException if the network has no such vertex
   */
  public BorrowedNetwork(ComputationGraph net, Collection<String> wanted) {
    this(net, wanted, DecodingFactors.FLOAT32);
  }

  /**
   * The same.
   *
   * @param factors what the products of these vertices multiply; FLOAT32 for what the network says
   */
  public BorrowedNetwork(ComputationGraph net, Collection<String> wanted, DecodingFactors factors) {
    this.factors = Arguments.given("factors", factors);
    this.net = Arguments.given("net", net);
    this.wanted = Set.copyOf(Arguments.allGiven("wanted", wanted));
    for (String name : wanted) {
      if (net.getVertex(name) == null) {
        throw new IllegalArgumentException("the network has no vertex \"" + name + '"');
      }
    }
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
   * @param inputs one for each of the network's inputs
   * @param masks of the inputs [N, T]; null, or null for some, where every position is real
   * @return the wanted activations by vertex name, outside all workspaces
   * @throws IllegalArgumentException if there are not as many arrays as inputs
   */
  public Map<String, INDArray> run(INDArray[] inputs, INDArray[] masks) {
    requireOneForEachInput("inputs", Arguments.allGiven("inputs", inputs));
    if (masks != null) {
      requireOneForEachInput("masks", masks);
    }
    synchronized (net) {
      try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        net.setInputs(inputs);
        net.setLayerMaskArrays(masks, null);
        useFactors(factors == DecodingFactors.FLOAT32 ? null : factors);
        return forward(inputs);
      } finally {
        useFactors(null);
        clear();
      }
    }
  }

  private void useFactors(DecodingFactors given) {
    for (String part : parts) {
      GraphVertex vertex = net.getVertex(part);
      if (vertex instanceof Multiplies running) {
        running.useFactors(given);
      } else if (vertex.getLayer() instanceof Multiplies running) {
        running.useFactors(given);
      }
    }
  }

  private void requireOneForEachInput(String what, INDArray[] arrays) {
    if (arrays.length != net.getNumInputArrays()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d %s for a network with %d inputs",
              arrays.length,
              what,
              net.getNumInputArrays()));
    }
  }

  private Map<String, INDArray> forward(INDArray[] inputs) {
    Map<String, INDArray> results = new HashMap<>();
    INDArray[] activations = new INDArray[net.getVertices().length];
    for (int index : net.topologicalSortOrder()) {
      GraphVertex vertex = net.getVertices()[index];
      if (parts.contains(vertex.getVertexName())) {
        activations[index] = vertex.isInputVertex() ? inputs[index] : forward(vertex, activations);
      }
      if (wanted.contains(vertex.getVertexName())) {
        results.put(vertex.getVertexName(), activations[index]);
      }
    }
    return results;
  }

  private static INDArray forward(GraphVertex vertex, INDArray[] activations) {
    LayerWorkspaceMgr noWorkspaces = LayerWorkspaceMgr.noWorkspaces();
    VertexIndices[] from = vertex.getInputVertices();
    for (int i = 0; i < from.length; i++) {
      vertex.setInput(i, activations[from[i].getVertexIndex()], noWorkspaces);
    }
    return vertex.doForward(false, noWorkspaces);
  }

  /** Forgets inputs and masks; those of vertices, too, which DL4J would keep. */
  private void clear() {
    net.clearLayerMaskArrays();
    net.clear();
    for (GraphVertex vertex : net.getVertices()) {
      vertex.clear();
    }
  }
}
