package org.attentionzoo.layers.runtime.dl4j;

import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer whose output depends on earlier positions, but which remembers none between calls. Where
 * DL4J asks a recurrent layer to go on from its stored state – {@code rnnTimeStep}, truncated
 * backpropagation – it is refused: to begin anew each time would be a silent error.
 */
interface NoStoredState extends RecurrentLayer {

  private UnsupportedOperationException refusal(String what) {
    return new UnsupportedOperationException(
        String.format(
            Locale.ROOT,
            "\"%s\" stores no state for %s: generate with its Stepper (in model-zoo with"
                + " Generator), train with BackpropType.Standard",
            conf().getLayer().getLayerName(),
            what));
  }

  @Override
  default INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaces) {
    throw refusal("rnnTimeStep");
  }

  @Override
  default INDArray rnnActivateUsingStoredState(
      INDArray input, boolean training, boolean storeLast, LayerWorkspaceMgr workspaces) {
    throw refusal("truncated backpropagation through time");
  }

  @Override
  default Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int length, LayerWorkspaceMgr workspaces) {
    throw refusal("truncated backpropagation through time");
  }

  @Override
  default Map<String, INDArray> rnnGetPreviousState() {
    return Map.of();
  }

  @Override
  default void rnnSetPreviousState(Map<String, INDArray> state) {
    if (state != null && !state.isEmpty()) {
      throw refusal("rnnSetPreviousState");
    }
  }

  @Override
  default void rnnClearPreviousState() {
    // there is none
  }

  @Override
  default Map<String, INDArray> rnnGetTBPTTState() {
    return Map.of();
  }

  @Override
  default void rnnSetTBPTTState(Map<String, INDArray> state) {
    rnnSetPreviousState(state);
  }
}
