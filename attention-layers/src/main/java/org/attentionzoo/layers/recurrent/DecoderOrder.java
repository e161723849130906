package org.attentionzoo.layers.recurrent;

import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.apache.commons.lang3.builder.ToStringBuilder;
import org.apache.commons.lang3.builder.ToStringStyle;
import org.attentionzoo.layers.json.TypeNames;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.databind.annotation.JsonTypeIdResolver;

/**
 * In which order a decoder attends and steps, and what its output is made of: {@link
 * BahdanauOrder}, {@link LuongOrder} or, without attention, {@link PlainOrder}. An immutable value.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = TypeNames.PROPERTY)
@JsonTypeIdResolver(TypeNames.class)
@JsonSubTypes({
  @JsonSubTypes.Type(
      value = PlainOrder.class,
      name = "plain",
      names = "org.attentionzoo.layers.recurrent.PlainOrder"),
  @JsonSubTypes.Type(
      value = BahdanauOrder.class,
      name = "bahdanau",
      names = "org.attentionzoo.layers.recurrent.BahdanauOrder"),
  @JsonSubTypes.Type(
      value = LuongOrder.class,
      name = "luong",
      names = "org.attentionzoo.layers.recurrent.LuongOrder"),
})
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.NONE,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public abstract class DecoderOrder {

  /** Names of what {@link #step} and {@link #finish} return. */
  static final String WEIGHTS = "weights";

  static final String OUTPUT = "output";

  DecoderOrder() {}

  /**
   * @throws IllegalArgumentException if these sizes do not go together
   */
  abstract void check(DecoderShape shape);

  /** Channels of the decoder's output. */
  abstract long outputSize(DecoderShape shape);

  /** The longest encoder output that it can attend to. */
  long longestMemory() {
    return Long.MAX_VALUE;
  }

  /** Channels of what the first cell reads besides y; 0 = nothing. */
  abstract long fedSize(DecoderShape shape);

  /** Declares the parameters it has beyond the cells'. */
  abstract void defineParameters(SDLayerParams parameters, DecoderShape shape);

  abstract void initializeParameters(Map<String, INDArray> parameters);

  /**
   * What is computed once a sentence, by name.
   *
   * @param memory {@code [N, S, m]}
   * @param mask {@code [N, S]}
   */
  abstract Map<String, SDVariable> start(
      LayerGraph g, DecoderShape shape, SDVariable memory, SDVariable mask);

  /** Which of {@link #start}'s values change from step to step, {@code [N, size]}. */
  abstract List<String> states();

  /** Which of {@link #start}'s values stay as they are. */
  abstract List<String> sharedNames();

  /** Which of those every step reads. */
  abstract List<String> stepConstants();

  /**
   * One time step.
   *
   * @return new states by name and the values {@link #finish} needs, {@code [N, size]}
   */
  abstract Map<String, SDVariable> step(DecoderStep step);

  /** Names of the step's values that {@link #finish} needs, stacked over time. */
  abstract List<String> stepOutputs(DecoderShape shape);

  /**
   * What can be done for all steps at once.
   *
   * @param stacked the step's values {@code [N, T, size]}
   * @param y target embeddings {@code [N, T, e]}
   * @param shared {@link #start}'s values
   * @param positions {@code [N, T]}
   * @return {@link #OUTPUT} {@code [N, T, size]} and, with attention, {@link #WEIGHTS} {@code [N,
   *     T, S]}
   */
  abstract Map<String, SDVariable> finish(
      LayerGraph g,
      DecoderShape shape,
      Map<String, SDVariable> stacked,
      SDVariable y,
      Map<String, SDVariable> shared,
      SDVariable positions);

  @Override
  public boolean equals(Object o) {
    return EqualsBuilder.reflectionEquals(this, o);
  }

  @Override
  public int hashCode() {
    return HashCodeBuilder.reflectionHashCode(this);
  }

  @Override
  public String toString() {
    return ToStringBuilder.reflectionToString(this, ToStringStyle.SHORT_PREFIX_STYLE);
  }
}
