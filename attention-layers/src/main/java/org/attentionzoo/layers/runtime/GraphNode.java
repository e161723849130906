package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * One step of a graph, from variables to variables, which it knows by name. The runtime's own; what
 * an author writes makes them.
 */
public sealed interface GraphNode {

  /** Names of the variables that it reads. */
  String[] inputs();

  /** Names of the variables that it makes; null for one that is not wanted. */
  String[] outputs();

  /**
   * An op of SameDiff.
   *
   * @param derivative from the gradient of its output to those of its inputs, which have one shape,
   *     in place of ND4J's; null for ND4J's
   */
  record OpNode(
      DifferentialFunction op,
      String[] inputs,
      String[] outputs,
      Function<SDVariable, List<SDVariable>> derivative)
      implements GraphNode {

    /** Whether the output is the input's memory in another shape. */
    public boolean isView() {
      return switch (op.opName()) {
        case "reshape", "expand_dims", "squeeze", "identity" -> true;
        default -> false;
      };
    }

    /** Whether it was declared for inputs of one shape, so that it must not broadcast. */
    public boolean isElementwise() {
      return derivative != null;
    }
  }

  /**
   * A call of a function of ours.
   *
   * @param derivative as in an {@link OpNode}; null for the function's own
   */
  record FunctionNode(
      PlanFunction function,
      String[] inputs,
      String[] outputs,
      Function<SDVariable, List<SDVariable>> derivative)
      implements GraphNode {}

  /** Output gradients hold null where there is none, outputs where no gradient is wanted. */
  record FunctionGradientNode(FunctionNode forward, String[] outputGradients, String[] outputs)
      implements GraphNode {
    @Override
    public String[] inputs() {
      List<String> all = new ArrayList<>(Arrays.asList(forward.inputs()));
      all.addAll(Arrays.asList(forward.outputs()));
      Arrays.stream(outputGradients).filter(Objects::nonNull).forEach(all::add);
      return all.toArray(String[]::new);
    }
  }
}
