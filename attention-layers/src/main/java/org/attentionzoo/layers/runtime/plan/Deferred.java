package org.attentionzoo.layers.runtime.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.attentionzoo.layers.runtime.GraphNode.FunctionNode;

/**
 * Gradients of what the steps of a scan share, which it computes after its last step, for all steps
 * at once.
 *
 * @param outputGradients null where there is none
 * @param inputs which of the function's inputs these are the gradients of
 */
public record Deferred(FunctionNode forward, String[] outputGradients, int[] inputs) {

  /** Names of the variables that have to be kept of each step. */
  List<String> reads() {
    List<String> names = new ArrayList<>(Arrays.asList(forward.inputs()));
    Arrays.stream(outputGradients).filter(Objects::nonNull).forEach(names::add);
    return names;
  }
}
