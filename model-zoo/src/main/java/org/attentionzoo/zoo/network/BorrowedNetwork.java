package org.attentionzoo.zoo.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.dl4j.BorrowedPart;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.attentionzoo.layers.runtime.plan.InferenceMemory;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
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
  private final InferenceMemory memory; // null where the parts run in their own
  private final Map<String, String> lastReaders; // of what may be freed then

  /**
   * For a run or two: in the memory that each part of the network has, also for training.
   *
   * @param wanted names of vertices
   * @throws IllegalArgumentException if the network has no such vertex
   */
  public BorrowedNetwork(ComputationGraph net, Collection<String> wanted) {
    this(net, wanted, DecodingFactors.FLOAT32, null);
  }

  /**
   * For many runs: in memory that all parts of the network use one after the other.
   *
   * @param factors what the products of these vertices multiply; FLOAT32 for what the network says
   */
  public BorrowedNetwork(ComputationGraph net, Collection<String> wanted, DecodingFactors factors) {
    this(
        net, wanted, factors, new InferenceMemory(Arguments.given("net", net).params().dataType()));
  }

  private BorrowedNetwork(
      ComputationGraph net,
      Collection<String> wanted,
      DecodingFactors factors,
      InferenceMemory memory) {
    this.factors = Arguments.given("factors", factors);
    this.memory = memory;
    this.net = Arguments.given("net", net);
    this.wanted = Set.copyOf(Arguments.allGiven("wanted", wanted));
    for (String name : wanted) {
      if (net.getVertex(name) == null) {
        throw new IllegalArgumentException("the network has no vertex \"" + name + '"');
      }
    }
    this.parts = ancestors(net, wanted);
    this.lastReaders = lastReaders();
  }

  /**
   * Between vertices of this project, whose outputs are arrays of their own, an activation is freed
   * after its last use. The garbage collector sees only small objects, and may wait for long.
   */
  private Map<String, String> lastReaders() {
    Map<String, String> last = new HashMap<>();
    Set<String> kept = new HashSet<>(wanted);
    for (int index : net.topologicalSortOrder()) {
      GraphVertex vertex = net.getVertices()[index];
      String name = vertex.getVertexName();
      if (!isPlanned(vertex)) {
        kept.add(name);
      }
      if (parts.contains(name) && !vertex.isInputVertex()) {
        for (String from : net.getConfiguration().getVertexInputs().get(name)) {
          last.put(from, name);
          if (!isPlanned(vertex)) {
            kept.add(from); // it may give on what it was given
          }
        }
      }
    }
    last.keySet().removeAll(kept);
    return last;
  }

  private static boolean isPlanned(GraphVertex vertex) {
    return vertex instanceof PlannedVertexRuntime
        || (vertex.hasLayer() && vertex.getLayer() instanceof PlannedLayerRuntime);
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
   * @return the wanted activations by vertex name, outside all workspaces; a shared table is the
   *     parameter itself
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
        if (memory != null) {
          parts().forEach(part -> part.borrow(factors, memory));
        }
        return forward(inputs);
      } finally {
        parts().forEach(BorrowedPart::giveBack);
        clear();
      }
    }
  }

  private List<BorrowedPart> parts() {
    List<BorrowedPart> found = new ArrayList<>();
    for (String part : parts) {
      GraphVertex vertex = net.getVertex(part);
      if (vertex instanceof BorrowedPart own) {
        found.add(own);
      } else if (vertex.getLayer() instanceof BorrowedPart layer) {
        found.add(layer);
      }
    }
    return found;
  }

  /** Frees what {@link #run} returned, where it is neither a parameter nor an input. */
  public void free(Map<String, INDArray> activations) {
    Arguments.given("activations", activations)
        .forEach(
            (name, activation) -> {
              GraphVertex vertex = net.getVertex(name);
              if (vertex != null && isPlanned(vertex) && !isTable(vertex)) {
                free(activation);
              }
            });
  }

  private static void free(INDArray activation) {
    if (activation != null && activation.closeable()) {
      activation.close();
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
        activations[index] =
            vertex.isInputVertex() ? inputs[index] : activation(vertex, activations);
        free(vertex, activations);
      }
      if (wanted.contains(vertex.getVertexName())) {
        results.put(vertex.getVertexName(), activations[index]);
      }
    }
    return results;
  }

  /** A table is read where it is: it may be the largest array of a network. */
  private INDArray activation(GraphVertex vertex, INDArray[] activations) {
    return isTable(vertex)
        ? vertex.paramTable(false).values().iterator().next()
        : forward(vertex, activations);
  }

  private boolean isTable(GraphVertex vertex) {
    Object conf = net.getConfiguration().getVertices().get(vertex.getVertexName());
    return (conf instanceof FrozenVertex frozen ? frozen.getUnderlying() : conf)
        instanceof SharedEmbeddingTable;
  }

  private void free(GraphVertex reader, INDArray[] activations) {
    VertexIndices[] from = reader.getInputVertices();
    for (int i = 0; from != null && i < from.length; i++) {
      int index = from[i].getVertexIndex();
      GraphVertex read = net.getVertices()[index];
      if (reader.getVertexName().equals(lastReaders.get(read.getVertexName())) && !isTable(read)) {
        free(activations[index]);
      }
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

  /** Forgets inputs and masks; those of vertices, too, which DL4J would keep. */
  private void clear() {
    net.clearLayerMaskArrays();
    net.clear();
    for (GraphVertex vertex : net.getVertices()) {
      vertex.clear();
    }
  }

  /** Frees the memory of the runs, when one that goes on is done; a later one allocates again. */
  public void freeMemory() {
    if (memory != null) {
      synchronized (net) {
        memory.free();
      }
    }
  }
}
