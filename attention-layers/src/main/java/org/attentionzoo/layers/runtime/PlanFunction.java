package org.attentionzoo.layers.runtime;

import java.util.List;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Randoms;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A differentiable step of a plan that is not a SameDiff op: dropout, a scan over time, a lookup.
 * Implementations are immutable; whatever a run has to remember lives in the {@link Instance}.
 */
public interface PlanFunction {

  /** A short name for messages and generated variable names. */
  String name();

  /** Number of outputs; one unless said otherwise. */
  default int outputs() {
    return 1;
  }

  /**
   * Shapes and types of the outputs for inputs of these shapes; those of the first input unless
   * said otherwise.
   */
  default List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    return List.of(inputs.get(0).shapeDescriptor());
  }

  /**
   * Whether {@link Instance#backward} takes null for the gradient of an output that nothing depends
   * on; otherwise it gets zeros.
   */
  default boolean takesNullGradients() {
    return false;
  }

  /**
   * Whether T calls, with arguments {@code [N, size]} or {@code [N, 1, size]} of one time step
   * each, and others that are the same in all, are equal to one call with {@code [N, T, size]} in
   * their place. A scan then computes the gradients of what its steps share by one call after its
   * last step, instead of summing T of them; {@link Instance#backward} gets null for the outputs
   * there. Where all that is wanted are gradients of parameters, it gets {@code [T·N, size]}
   * instead.
   */
  default boolean stacks() {
    return false;
  }

  /**
   * Whether sentences do not meet: a call with some rows of the batch's arguments fills these rows
   * as a call with all of them would, without an ND4J operation. A scan whose steps do so gives
   * each thread rows of its own.
   */
  default boolean splits() {
    return stacks();
  }

  /**
   * Which argument {@code [N, S, size]} may as well be a memory {@code [M, size]}, one argument
   * more at the end then saying which of its rows are meant, {@code [N, S]} (INT32); -1 for none.
   * Such calls, made where {@link LayerGraph#gathered} is used in decoding, have no gradients.
   */
  default int gathers() {
    return -1;
  }

  /** The state of one frame; never used by two threads at once. */
  Instance newInstance();

  /**
   * As {@link #outputShapes(List)}, for a function that finds them out by way of its instance.
   *
   * @param training as in the pass that follows
   */
  default List<LongShapeDescriptor> outputShapes(
      List<INDArray> inputs, Instance instance, boolean training) {
    return outputShapes(inputs);
  }

  /** One frame's side of the function. */
  interface Instance {

    /** Fills {@code outputs} (allocated, contents undefined). */
    void forward(INDArray[] inputs, INDArray[] outputs, Pass pass);

    /**
     * Fills the gradients of the inputs that are wanted. Inside a scan the call's forward run is
     * not the last one, so a function used there must recompute what it needs from the call.
     */
    void backward(Call call);

    /** Frees memory of its own now, where it has any; it is not used again. */
    default void close() {}
  }

  /**
   * What a backward run reads and fills.
   *
   * @param inputs of an earlier forward run
   * @param outputs of that run; null where {@link #stacks} says so
   * @param outputGradients null where {@link #takesNullGradients} says so
   * @param inputGradients to be filled (contents undefined); null where none is wanted
   * @param pass of that run
   */
  record Call(
      INDArray[] inputs,
      INDArray[] outputs,
      INDArray[] outputGradients,
      INDArray[] inputGradients,
      Pass pass) {

    /** An input. */
    public INDArray input(int i) {
      return at("input", inputs, i);
    }

    /** An output; null as all are where {@link #stacks} says so. */
    public INDArray output(int i) {
      return at("output", outputs, i);
    }

    /** The gradient of an output. */
    public INDArray outputGradient(int i) {
      return at("gradient of output", outputGradients, i);
    }

    /** To be filled; null if it is not wanted. */
    public INDArray inputGradient(int i) {
      return at("gradient of input", inputGradients, i);
    }

    /** Whether the gradient of this input is wanted. */
    public boolean wants(int i) {
      return inputGradient(i) != null;
    }

    private static INDArray at(String what, INDArray[] arrays, int i) {
      if (i < 0 || i >= arrays.length) {
        throw new IndexOutOfBoundsException(what + " " + i + " of " + arrays.length);
      }
      return arrays[i];
    }
  }

  /**
   * What a run is told.
   *
   * @param training whether a backward pass may follow
   * @param drops whether dropout is active: in training, but not in a frozen part
   * @param seed decides every random choice of this run
   * @param factors what matrix products multiply
   */
  record Pass(boolean training, boolean drops, long seed, Factors factors) {

    /** A pass with dropout in training, and products in float32. */
    public Pass(boolean training, long seed) {
      this(training, training, seed, Factors.FLOAT32);
    }

    /** The seed of one site of random choices, see {@link LayerGraph#newSite}. */
    public long seed(int site) {
      return Randoms.mix(seed + 0x9E3779B97F4A7C15L * (site + 1));
    }

    /** The pass of a part, such as a time step, with a seed of its own. */
    public Pass part(int index) {
      return new Pass(training, drops, seed(index), factors);
    }
  }
}
