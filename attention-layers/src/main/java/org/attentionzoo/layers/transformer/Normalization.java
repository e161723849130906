package org.attentionzoo.layers.transformer;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.fused.Fused;
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

  /** {@code norm(x)}: {@code [N, T, d]} → the same shape. */
  SDVariable apply(LayerGraph g, SDVariable x) {
    return g.fused(
        Fused.layerNorm(epsilon),
        List.of(gain(g), bias(g), x),
        () -> g.call(new NormalizeRows(epsilon), gain(g), bias(g), x).get(0));
  }

  /** {@code norm(x + dropout(y))}: {@code [N, T, d]} each → the same shape. */
  SDVariable apply(LayerGraph g, SDVariable x, SDVariable y, double dropoutRate) {
    int site = g.newSite();
    return g.fused(
        Fused.residualNorm(epsilon, dropoutRate, site),
        List.of(gain(g), bias(g), x, y),
        () -> apply(g, g.add(x, g.dropout(y, dropoutRate, site))));
  }

  private SDVariable gain(LayerGraph g) {
    return g.parameter(prefix + "Gain");
  }

  private SDVariable bias(LayerGraph g) {
    return g.parameter(prefix + "Bias");
  }
}
