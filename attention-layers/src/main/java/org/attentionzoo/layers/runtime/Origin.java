package org.attentionzoo.layers.runtime;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * Where a vertex's configuration comes from, while it is copied and edited in memory. DL4J passes
 * vertices by where it gives a copied network another updater or its iteration count; the vertex
 * makes up for that when it is instantiated, as it then sees the old configuration and the new one.
 */
final class Origin {

  /** The network that the vertex, or the one it is a copy of, lives in; null if in none yet. */
  private ComputationGraphConfiguration network;

  private boolean edited;

  void copiedFrom(Origin other) {
    network = other.network;
  }

  /** A graph builder has passed: if the vertex is a copy, the builder is transfer learning's. */
  void edited() {
    edited = true;
  }

  void instantiate(PlannedVertex vertex, ComputationGraphConfiguration now, boolean initialize) {
    ComputationGraphConfiguration before = network;
    network = now;
    if (before == null || before == now) {
      return;
    }
    if (edited) {
      FineTuned.apply(vertex, before, now);
    } else if (!initialize) {
      // ComputationGraph.clone(), which forgets where in its schedule the network is
      now.setIterationCount(before.getIterationCount());
      now.setEpochCount(before.getEpochCount());
    }
    edited = false;
  }
}
