package org.attentionzoo.layers.recurrent;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph;
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
  Map<String, SDVariable> start(
      LayerGraph g, DecoderShape shape, SDVariable memory, SDVariable mask) {
    return Map.of();
  }

  @Override
  List<String> states() {
    return List.of();
  }

  @Override
  List<String> sharedNames() {
    return List.of();
  }

  @Override
  List<String> stepConstants() {
    return List.of();
  }

  @Override
  Map<String, SDVariable> step(DecoderStep step) {
    return step.cells(step.in().get("x"));
  }

  @Override
  List<String> stepOutputs(DecoderShape shape) {
    return List.of(shape.top());
  }

  @Override
  Map<String, SDVariable> finish(
      LayerGraph g,
      DecoderShape shape,
      Map<String, SDVariable> stacked,
      SDVariable y,
      Map<String, SDVariable> shared,
      SDVariable positions) {
    return Map.of(OUTPUT, stacked.get(shape.top()));
  }
}
