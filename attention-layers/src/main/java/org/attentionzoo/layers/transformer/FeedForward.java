package org.attentionzoo.layers.transformer;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.initial.InitialWeights;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The position-wise feed-forward network (Vaswani et al. 2017, eq. 2): {@code dropout(activation(x
 * W1 + b1)) W2 + b2}, with the inner dropout of PyTorch.
 */
record FeedForward(
    String prefix, long size, long innerSize, FeedForwardActivation activation, double dropout) {

  void addTo(SDLayerParams parameters) {
    parameters.addWeightParam(prefix + "W1", size, innerSize);
    parameters.addWeightParam(prefix + "W2", innerSize, size);
    parameters.addBiasParam(prefix + "b1", innerSize);
    parameters.addBiasParam(prefix + "b2", size);
  }

  void initialize(Map<String, INDArray> parameters) {
    InitialWeights.glorotUniform(parameters.get(prefix + "W1"));
    InitialWeights.glorotUniform(parameters.get(prefix + "W2"));
    parameters.get(prefix + "b1").assign(0);
    parameters.get(prefix + "b2").assign(0);
  }

  /** {@code [N, T, d]} → {@code [N, T, d]}. */
  SDVariable apply(LayerGraph g, SDVariable x) {
    SDVariable w1 = g.parameter(prefix + "W1");
    SDVariable b1 = g.parameter(prefix + "b1");
    SDVariable w2 = g.parameter(prefix + "W2");
    SDVariable b2 = g.parameter(prefix + "b2");
    int site = g.newSite();
    Supplier<SDVariable> network =
        () -> {
          SDVariable inner = activation.apply(g, g.linear(x, w1, b1), dropout, site); // [N, T, f]
          return g.linear(inner, w2, b2);
        };
    return activation == FeedForwardActivation.RELU
        ? g.fused(Fused.reluFeedForward(dropout, site), List.of(x, w1, b1, w2, b2), network)
        : network.get();
  }
}
