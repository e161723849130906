package org.attentionzoo.layers.attention;

import java.util.Map;
import org.attentionzoo.layers.initial.InitialWeights;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Bilinear attention, Luong et al. 2015, eq. 8 ("general"): {@code score(s, h) = s · (h W)}.
 *
 * <p>Parameter: {@code W [m, q]}, the transpose of the paper's {@code W_a}; keys are {@code h W},
 * {@code [N, S, q]}. Query and memory may differ in size.
 */
public record General() implements Score {

  private static final String W = "W";

  @Override
  public void defineParameters(
      SDLayerParams parameters, String prefix, long querySize, long memorySize) {
    parameters.addWeightParam(prefix + W, memorySize, querySize);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters, String prefix) {
    InitialWeights.glorotNormal(parameters.get(prefix + W));
  }

  @Override
  public SDVariable keys(AttentionScope scope, SDVariable memory) {
    return scope.graph().linear(memory, scope.parameter(W)); // [N, S, q]
  }

  @Override
  public SDVariable score(AttentionScope scope, SDVariable query, SDVariable keys) {
    return Dot.products(scope, query, keys);
  }
}
