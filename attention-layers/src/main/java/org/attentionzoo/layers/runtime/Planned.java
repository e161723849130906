package org.attentionzoo.layers.runtime;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/** What the runtime needs to know of a layer or vertex configuration. */
public interface Planned extends CheckedOptions {

  /** Checks nothing; a layer or vertex with options overrides it. */
  @Override
  default void checkOptions() {}

  /** Its inputs, in the order of its incoming edges. Inputs without gradient (ids) come last. */
  List<Input> inputs();

  /** Shapes of its parameters by name, in the order of the parameter vector. */
  Map<String, long[]> parameterShapes();

  /**
   * The mathematics: from inputs, masks and parameters to the output, which is {@code [N, T, size]}
   * for a sequence (shown to DL4J as {@code [N, size, T]}) or of rank 2.
   */
  SDVariable define(LayerGraph graph);

  /**
   * Whether an output depends on earlier positions of an input, so that it would have to remember
   * them to go on from one call to the next, which DL4J's {@code rnnTimeStep} wants.
   */
  default boolean remembers() {
    return false;
  }

  /**
   * The longest sequence that one of its inputs may be. There is a limit where positions have
   * parameters of their own; a longer sequence is an {@link IllegalArgumentException}.
   *
   * @param input its name
   */
  default long longest(String input) {
    return Long.MAX_VALUE;
  }
}
