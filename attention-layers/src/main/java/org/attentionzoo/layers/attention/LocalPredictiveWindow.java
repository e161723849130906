package org.attentionzoo.layers.attention;

import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.initial.InitialWeights;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Local attention with predictive alignment ("local-p"), Luong et al. 2015, §3.2, eq. 9 and 10:
 *
 * <pre>
 * p_t    = S · sigmoid(v_p · tanh(s_t W_p))
 * a_t(s) = softmax over [p_t − D, p_t + D] of score(s_t, h_s) · exp(−(s − p_t)² / (2σ²)),  σ = D/2
 * </pre>
 *
 * <p>S is the sentence's real length, from the mask. p_t is a real number; the gradient reaches it
 * through the Gaussian. As in the paper the weights are not normalised again after the Gaussian.
 * Parameters: {@code Wp [q, q]}, {@code vp [q, 1]}.
 *
 * @param halfWidth D, at least 1; the paper uses 10
 */
public record LocalPredictiveWindow(@JsonProperty("halfWidth") int halfWidth) implements Window {

  private static final String W = "Wp";
  private static final String V = "vp";

  /**
   * @throws IllegalArgumentException if the half width is less than 1
   */
  public LocalPredictiveWindow {
    Arguments.size("half width D of a local window", halfWidth);
  }

  @Override
  public void defineParameters(SDLayerParams parameters, String prefix, long querySize) {
    parameters.addWeightParam(prefix + W, querySize, querySize);
    parameters.addWeightParam(prefix + V, querySize, 1);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters, String prefix) {
    InitialWeights.glorotNormal(parameters.get(prefix + W));
    InitialWeights.glorotNormal(parameters.get(prefix + V));
  }

  @Override
  public SDVariable weights(
      AttentionScope scope,
      SDVariable scores,
      SDVariable query,
      SDVariable keep,
      SDVariable positions) {
    LayerGraph g = scope.graph();
    SDVariable length = g.sd().sum(keep, true, 2); // [N, T, 1], S of each sentence
    SDVariable centre = g.multiply(length, relativeCentre(scope, query)); // [N, T, 1], p_t
    SDVariable distance = Shapes.distance(g, centre, scores); // [N, T, S]
    SDVariable inside = Shapes.inside(g, distance, halfWidth);
    SDVariable softmax = MaskedSoftmax.where(g, scores, keep.mul(inside));
    double sigma = halfWidth / 2.0;
    SDVariable exponent = g.multiply(distance, distance).mul(-1 / (2 * sigma * sigma));
    return g.multiply(softmax, g.sd().math().exp(exponent));
  }

  /** {@code sigmoid(v_p · tanh(s_t W_p))}, {@code [N, T, 1]}. */
  private static SDVariable relativeCentre(AttentionScope scope, SDVariable query) {
    LayerGraph g = scope.graph();
    SDVariable hidden = g.sd().math().tanh(g.linear(query, scope.parameter(W))); // [N, T, q]
    return g.sd().nn().sigmoid(g.linear(hidden, scope.parameter(V)));
  }
}
