package org.attentionzoo.layers.attention;

import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Where an attention is being defined: a graph, the prefix of its parameters' names there, and the
 * sizes of what it compares.
 *
 * @param graph the graph of a layer, or of one step of a scan
 * @param prefix put before each parameter name, e.g. {@code "attention"} for {@code "attentionW"}
 * @param querySize q, the size of a query
 * @param memorySize m, the size of a memory row
 */
public record AttentionScope(LayerGraph graph, String prefix, long querySize, long memorySize) {

  public AttentionScope {
    Arguments.given("graph", graph);
    Arguments.given("prefix", prefix);
  }

  /** The same parameters, seen in the step of a scan. */
  public AttentionScope within(LayerGraph step) {
    return new AttentionScope(step, prefix, querySize, memorySize);
  }

  /** The parameter of this name, without the prefix. */
  public SDVariable parameter(String name) {
    return graph.parameter(prefix + name);
  }

  SameDiff sd() {
    return graph.sd();
  }
}
