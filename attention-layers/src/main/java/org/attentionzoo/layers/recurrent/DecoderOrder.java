package org.attentionzoo.layers.recurrent;

import java.io.Serializable;
import java.util.Map;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.apache.commons.lang3.builder.ToStringBuilder;
import org.apache.commons.lang3.builder.ToStringStyle;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.json.TypeNames;
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
public abstract class DecoderOrder implements Serializable {

  /**
   * What comes out.
   *
   * @param output {@code [N, T, size]}
   * @param weights α {@code [N, T, S]}, or null without attention
   */
  record Output(SDVariable output, SDVariable weights) {}

  DecoderOrder() {}

  /**
   * @throws IllegalArgumentException if these sizes do not go together
   */
  abstract void check(DecoderShape shape);

  /** Channels of the decoder's output. */
  abstract long outputSize(DecoderShape shape);

  /** How it attends; null without attention. */
  Alignment alignment() {
    return null;
  }

  /** Whether it attends in each step; otherwise for all at once, if at all. */
  boolean attendsInSteps() {
    return false;
  }

  /** Channels of what the first cell reads besides y; 0 = nothing. */
  abstract long fedSize(DecoderShape shape);

  /** A, the size of h̃ if it is carried from step to step, zero at first; 0 = it is not. */
  long carriedSize() {
    return 0;
  }

  /** Declares the parameters it has beyond the cells'. */
  abstract void defineParameters(SDLayerParams parameters, DecoderShape shape);

  abstract void initializeParameters(Map<String, INDArray> parameters);

  /** One time step. */
  abstract DecoderStep.Result step(DecoderStep step);

  /**
   * What can be done for all steps at once.
   *
   * @param stacked what the steps left, {@code [N, T, size]}
   * @param y target embeddings {@code [N, T, e]}
   */
  abstract Output finish(DecoderScope scope, StepOutput stacked, SDVariable y);

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
