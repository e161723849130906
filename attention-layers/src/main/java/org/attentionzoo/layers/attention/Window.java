package org.attentionzoo.layers.attention;

import java.io.Serializable;
import java.util.Map;
import org.attentionzoo.layers.json.TypeNames;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.databind.annotation.JsonTypeIdResolver;

/**
 * Which source positions a target position may look at, and how their scores become weights: global
 * and local attention of Luong et al. 2015, §3.1 and §3.2. An immutable value, as {@link Score}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = TypeNames.PROPERTY)
@JsonTypeIdResolver(TypeNames.class)
@JsonSubTypes({
  @JsonSubTypes.Type(
      value = GlobalWindow.class,
      name = "global",
      names = "org.attentionzoo.layers.attention.GlobalWindow"),
  @JsonSubTypes.Type(
      value = LocalMonotonicWindow.class,
      name = "local-monotonic",
      names = "org.attentionzoo.layers.attention.LocalMonotonicWindow"),
  @JsonSubTypes.Type(
      value = LocalPredictiveWindow.class,
      name = "local-predictive",
      names = "org.attentionzoo.layers.attention.LocalPredictiveWindow"),
})
public interface Window extends Serializable {

  /** Declares its parameters, each name after {@code prefix}. */
  default void defineParameters(SDLayerParams parameters, String prefix, long querySize) {}

  /** Fills its parameters with initial values, drawn from ND4J's random generator. */
  default void initializeParameters(Map<String, INDArray> parameters, String prefix) {}

  /**
   * Scores to weights.
   *
   * @param scope where
   * @param scores {@code [N, T, S]}
   * @param query {@code [N, T, q]}
   * @param keep {@code [N, T, S]}, 1 where query and memory are real, 0 for padding; padding stands
   *     behind the real positions
   * @param positions {@code [N, T]}, the target position of each query, from 0
   * @return weights {@code [N, T, S]}; zeros where nothing may be looked at
   */
  SDVariable weights(
      AttentionScope scope,
      SDVariable scores,
      SDVariable query,
      SDVariable keep,
      SDVariable positions);

  /** Every source position: Luong et al. 2015, §3.1, and all of Bahdanau et al. 2014. */
  static Window global() {
    return new GlobalWindow();
  }

  /** Positions within D of the target's own; see {@link LocalMonotonicWindow}. */
  static Window localMonotonic(int halfWidth) {
    return new LocalMonotonicWindow(halfWidth);
  }

  /** Positions within D of a predicted one; see {@link LocalPredictiveWindow}. */
  static Window localPredictive(int halfWidth) {
    return new LocalPredictiveWindow(halfWidth);
  }
}
