package org.attentionzoo.layers.runtime.scan;

import java.util.Arrays;
import org.attentionzoo.layers.runtime.plan.Plan;

/**
 * The step of a {@link Scan} as a plan, and which of its slots are what. The arguments of the scan
 * are its sequences, states and constants, in this order.
 *
 * @param reversed whether time runs from the last step to the first
 * @param site where the steps' random numbers come from
 * @param sequences slots
 * @param states slots
 * @param constants slots
 * @param sequenceGradients slots; -1 where there is none
 * @param stateGradients likewise
 * @param constantGradients likewise
 * @param parameters which of the constants are parameters, and not the batch's
 * @param outputs how many of the plan's outputs are stacked over time; the new states follow
 */
record ScanStep(
    Plan plan,
    boolean reversed,
    int site,
    int[] sequences,
    int[] states,
    int[] constants,
    int[] sequenceGradients,
    int[] stateGradients,
    int[] constantGradients,
    boolean[] parameters,
    int outputs) {

  /** The position of the k-th step of this many. */
  int position(int k, int steps) {
    return reversed ? steps - 1 - k : k;
  }

  /** Where the constants begin among the arguments. */
  int firstConstant() {
    return sequences.length + states.length;
  }

  /** Whether no gradient of a constant is summed step by step. */
  boolean sumsNothing() {
    return Arrays.stream(constantGradients).allMatch(slot -> slot < 0);
  }
}
