package org.attentionzoo.examples.benchmark;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitUtil;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The sub-layers of a Transformer as a user of DL4J would write them in SameDiff, for comparison.
 * Sequences are rows {@code [N·T, d]}; without dropout, which SameDiff layers do not have.
 */
final class StockSublayers {
  private final SameDiff sd;
  private final Map<String, SDVariable> parameters;
  private final StockSizes sizes;

  StockSublayers(SameDiff sd, Map<String, SDVariable> parameters, StockSizes sizes) {
    this.sd = sd;
    this.parameters = parameters;
    this.sizes = sizes;
  }

  /** Parameters are named as in the layers of this project. */
  static void defineAttention(
      SDLayerParams parameters, String name, String norm, StockSizes sizes) {
    for (String projection : new String[] {"q", "k", "v", "o"}) {
      parameters.addWeightParam(name + "W" + projection, sizes.size(), sizes.size());
      parameters.addBiasParam(name + "b" + projection, sizes.size());
    }
    defineNorm(parameters, norm, sizes);
  }

  static void defineFeedForward(SDLayerParams parameters, String norm, StockSizes sizes) {
    parameters.addWeightParam("ffW1", sizes.size(), sizes.feedForwardSize());
    parameters.addWeightParam("ffW2", sizes.feedForwardSize(), sizes.size());
    parameters.addBiasParam("ffb1", sizes.feedForwardSize());
    parameters.addBiasParam("ffb2", sizes.size());
    defineNorm(parameters, norm, sizes);
  }

  private static void defineNorm(SDLayerParams parameters, String name, StockSizes sizes) {
    parameters.addBiasParam(name + "Gain", sizes.size());
    parameters.addBiasParam(name + "Bias", sizes.size());
  }

  static void initialize(Map<String, INDArray> parameters) {
    parameters.forEach(
        (name, p) -> {
          if (p.rank() == 2) {
            WeightInitUtil.initWeights(
                p.size(0), p.size(1), p.shape(), WeightInit.XAVIER, null, 'c', p);
          } else {
            p.assign(name.endsWith("Gain") ? 1 : 0);
          }
        });
  }

  /** {@code [N, d, T] → [N·T, d]}. */
  SDVariable rows(SDVariable sequence) {
    return sd.reshape(sd.permute(sequence, 0, 2, 1), -1, sizes.size());
  }

  /** {@code [N·T, d] → [N, d, T]}. */
  SDVariable sequence(SDVariable rows) {
    return sd.permute(sd.reshape(rows, -1, sizes.length(), sizes.size()), 0, 2, 1);
  }

  /** Norm of x + attention of x to the memory. */
  SDVariable attention(String name, String norm, SDVariable x, SDVariable memory, boolean causal) {
    SDVariable q = heads(linear(x, name, "q"), 0, 2, 1, 3); // [N, h, T, d/h]
    SDVariable k = heads(linear(memory, name, "k"), 0, 2, 3, 1); // [N, h, d/h, S]
    SDVariable v = heads(linear(memory, name, "v"), 0, 2, 1, 3); // [N, h, S, d/h]
    SDVariable scores = sd.mmul(q, k).mul(1 / Math.sqrt((double) sizes.size() / sizes.heads()));
    if (causal) {
      scores = scores.add(sd.constant(future())); // [N, h, T, S]
    }
    SDVariable weights = sd.nn().softmax(scores, 3);
    SDVariable context = sd.permute(sd.mmul(weights, v), 0, 2, 1, 3); // [N, T, h, d/h]
    SDVariable joined = sd.reshape(context, -1, sizes.size());
    return norm(norm, x.add(linear(joined, name, "o")));
  }

  /** Norm of x + feed-forward network of x. */
  SDVariable feedForward(String norm, SDVariable x) {
    SDVariable inner =
        sd.nn().relu(sd.nn().linear(x, parameters.get("ffW1"), parameters.get("ffb1")), 0);
    return norm(norm, x.add(sd.nn().linear(inner, parameters.get("ffW2"), parameters.get("ffb2"))));
  }

  private SDVariable linear(SDVariable x, String name, String projection) {
    return sd.nn()
        .linear(
            x, parameters.get(name + "W" + projection), parameters.get(name + "b" + projection));
  }

  private SDVariable heads(SDVariable rows, int... order) {
    SDVariable split =
        sd.reshape(rows, -1, sizes.length(), sizes.heads(), sizes.size() / sizes.heads());
    return sd.permute(split, order);
  }

  private SDVariable norm(String name, SDVariable x) {
    return sd.nn()
        .layerNorm(x, parameters.get(name + "Gain"), parameters.get(name + "Bias"), false, 1);
  }

  /** Minus a lot where the key lies in the query's future: {@code [1, 1, T, T]}. */
  private INDArray future() {
    int length = sizes.length();
    INDArray mask = Nd4j.zeros(1, 1, length, length);
    for (int t = 0; t < length; t++) {
      for (int s = t + 1; s < length; s++) {
        mask.putScalar(new int[] {0, 0, t, s}, -1e9);
      }
    }
    return mask;
  }
}
