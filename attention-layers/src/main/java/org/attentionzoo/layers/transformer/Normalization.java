package org.attentionzoo.layers.transformer;

import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layer normalization as a part of a larger definition.
 *
 * @param prefix of its parameters, {@code prefixGain} and {@code prefixBias}, each {@code [d]}
 */
record Normalization(String prefix, long size, double epsilon) {

  void addTo(SDLayerParams parameters) {
    parameters.addBiasParam(prefix + "Gain", size);
    parameters.addBiasParam(prefix + "Bias", size);
  }

  void initialize(Map<String, INDArray> parameters) {
    parameters.get(prefix + "Gain").assign(1);
    parameters.get(prefix + "Bias").assign(0);
  }

  /** {@code [N, T, d]} → the same shape. */
  SDVariable apply(LayerGraph g, SDVariable x) {
    SDVariable gain = g.parameter(prefix + "Gain");
    SDVariable bias = g.parameter(prefix + "Bias");
    return g.call(new NormalizeRows(epsilon), x, gain, bias).get(0);
  }
}
