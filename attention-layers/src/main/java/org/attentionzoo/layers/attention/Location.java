package org.attentionzoo.layers.attention;

import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.initial.InitialWeights;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Location-based attention, Luong et al. 2015, §3.1, eq. 8: {@code a_t = softmax(W_a s_t)}. The
 * scores depend on the query and on where a key stands, not on what the memory holds there.
 *
 * <p>Parameter: {@code W [maximum length, q]}, one row a source position; keys are its first S rows
 * for each sentence, {@code [N, S, q]}.
 *
 * @param maximumLength the longest source there may be, padding included, at least 1
 */
public record Location(@JsonProperty("maximumLength") int maximumLength) implements Score {

  private static final String W = "W";

  /**
   * @throws IllegalArgumentException if the maximum length is less than 1
   */
  public Location {
    Arguments.size("maximum length of location attention", maximumLength);
  }

  @Override
  public void defineParameters(
      SDLayerParams parameters, String prefix, long querySize, long memorySize) {
    parameters.addWeightParam(prefix + W, maximumLength, querySize);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters, String prefix) {
    InitialWeights.glorotNormal(parameters.get(prefix + W));
  }

  @Override
  public long longestMemory() {
    return maximumLength;
  }

  @Override
  public SDVariable keys(AttentionScope scope, SDVariable memory) {
    // a sequence longer than the table is an IllegalArgumentException of PositionRows
    return scope
        .graph()
        .call(new PositionRows("Location attention"), scope.parameter(W), memory)
        .get(0); // [N, S, q]
  }

  @Override
  public SDVariable score(AttentionScope scope, SDVariable query, SDVariable keys) {
    return Dot.products(scope, query, keys);
  }
}
