package org.attentionzoo.layers.recurrent;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * No attention: {@code s_t = cell(y_t, s_{t-1})}, and all the decoder knows of the source is its
 * initial state (Sutskever et al. 2014). Output: h of the top layer.
 */
public final class PlainOrder extends DecoderOrder {

  @Override
  void check(DecoderShape shape) {}

  @Override
  long outputSize(DecoderShape shape) {
    return shape.units();
  }

  @Override
  long fedSize(DecoderShape shape) {
    return 0;
  }

  @Override
  void defineParameters(SDLayerParams parameters, DecoderShape shape) {}

  @Override
  void initializeParameters(Map<String, INDArray> parameters) {}

  @Override
  DecoderStep.Result step(DecoderStep step) {
    CarriedState now = new CarriedState(step.cells(step.x()));
    return new DecoderStep.Result(now, new StepOutput(now.top(), null, null));
  }

  @Override
  Output finish(DecoderScope scope, StepOutput stacked, SDVariable y) {
    return new Output(stacked.readout(), null);
  }
}
