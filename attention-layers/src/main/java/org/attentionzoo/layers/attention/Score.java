package org.attentionzoo.layers.attention;

import java.io.Serializable;
import java.util.Map;
import org.attentionzoo.layers.json.TypeNames;
import org.attentionzoo.layers.runtime.Planned;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.databind.annotation.JsonTypeIdResolver;

/**
 * How well a query and a key match. A score is an immutable value: it holds no parameters, only
 * says which there are and what is computed with them.
 *
 * <p>The part that depends on the memory alone ({@link #keys}) is separate, so that a decoder
 * computes it once a sentence and {@link #score} once a step.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = TypeNames.PROPERTY)
@JsonTypeIdResolver(TypeNames.class)
@JsonSubTypes({
  @JsonSubTypes.Type(
      value = Additive.class,
      name = "additive",
      names = "org.attentionzoo.layers.attention.Additive"),
  @JsonSubTypes.Type(
      value = Dot.class,
      name = "dot",
      names = "org.attentionzoo.layers.attention.Dot"),
  @JsonSubTypes.Type(
      value = ScaledDot.class,
      name = "scaled-dot",
      names = "org.attentionzoo.layers.attention.ScaledDot"),
  @JsonSubTypes.Type(
      value = General.class,
      name = "general",
      names = "org.attentionzoo.layers.attention.General"),
  @JsonSubTypes.Type(
      value = Location.class,
      name = "location",
      names = "org.attentionzoo.layers.attention.Location"),
  @JsonSubTypes.Type(
      value = Cosine.class,
      name = "cosine",
      names = "org.attentionzoo.layers.attention.Cosine"),
})
public interface Score extends Serializable {

  /**
   * @throws IllegalArgumentException if queries of size q cannot be compared with a memory of size
   *     m
   */
  default void checkSizes(long querySize, long memorySize) {}

  /** Declares its parameters, each name after {@code prefix}. */
  default void defineParameters(
      SDLayerParams parameters, String prefix, long querySize, long memorySize) {}

  /** Fills its parameters with initial values, drawn from ND4J's random generator. */
  default void initializeParameters(Map<String, INDArray> parameters, String prefix) {}

  /** The longest memory that it can score; see {@link Planned#longest}. */
  default long longestMemory() {
    return Long.MAX_VALUE;
  }

  /** What all queries share: memory {@code [N, S, m]} → keys {@code [N, S, *]}. */
  SDVariable keys(AttentionScope scope, SDVariable memory);

  /** Queries {@code [N, T, q]}, keys {@code [N, S, *]} → scores {@code [N, T, S]}. */
  SDVariable score(AttentionScope scope, SDVariable query, SDVariable keys);
}
