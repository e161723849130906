package org.attentionzoo.layers.runtime;

import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/** How a graph takes in what is no op of SameDiff. */
interface OwnSteps {

  /**
   * Adds a call.
   *
   * @param derivative in place of the function's own; null for that
   */
  List<SDVariable> call(
      PlanFunction function,
      Function<SDVariable, List<SDVariable>> derivative,
      SDVariable... arguments);

  /** Replaces the gradient of the op that has just made {@code output} from inputs of one shape. */
  void derivative(SDVariable output, Function<SDVariable, List<SDVariable>> gradient);
}
