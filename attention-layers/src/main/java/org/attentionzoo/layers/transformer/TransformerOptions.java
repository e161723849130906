package org.attentionzoo.layers.transformer;

import java.io.Serializable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The options of a Transformer's layers, encoder and decoder, and of a model made of them.
 * Immutable; every option returns a changed copy, and {@link #checked} says what is wrong.
 *
 * <pre>{@code
 * TransformerOptions.standard().size(512).heads(8).dropoutRate(0.1)
 * }</pre>
 */
public final class TransformerOptions implements Cloneable, Serializable {
  // The names of the fields are the JSON of saved models: renaming one breaks them. What a saved
  // model lacks is 0 or null here, and not the default.
  @JsonProperty private long size;
  @JsonProperty private long heads;
  @JsonProperty private Long innerSize;
  @JsonProperty private FeedForwardActivation activation;
  @JsonProperty private NormPosition normPosition;
  @JsonProperty private double epsilon;
  @JsonProperty private double dropoutRate;

  /** Null for dropoutRate, as in models saved before it was known. */
  @JsonProperty private Double attentionDropoutRate;

  /** Null for dropoutRate, likewise. */
  @JsonProperty private Double activationDropoutRate;

  private TransformerOptions() {}

  /** The layer of Vaswani et al. 2017 without dropout; size and heads are still to be given. */
  public static TransformerOptions standard() {
    TransformerOptions options = new TransformerOptions();
    options.activation = FeedForwardActivation.RELU;
    options.normPosition = NormPosition.POST;
    options.epsilon = LayerNorm.DEFAULT_EPSILON;
    return options;
  }

  /** d, the model size. */
  public TransformerOptions size(long size) {
    return with(o -> o.size = size);
  }

  /** h, the number of heads; a divisor of the size. */
  public TransformerOptions heads(long heads) {
    return with(o -> o.heads = heads);
  }

  /** The inner size of the feed-forward network; 4 d by default, as in the paper. */
  public TransformerOptions feedForwardSize(long feedForwardSize) {
    return with(o -> o.innerSize = feedForwardSize);
  }

  /** Of the feed-forward network; ReLU by default. */
  public TransformerOptions feedForwardActivation(FeedForwardActivation activation) {
    return with(o -> o.activation = activation);
  }

  /** Where to normalize; {@link NormPosition#POST} by default, as in the paper. */
  public TransformerOptions normPosition(NormPosition normPosition) {
    return with(o -> o.normPosition = normPosition);
  }

  /** ε of the layer normalizations; 1e-5 by default. */
  public TransformerOptions epsilon(double epsilon) {
    return with(o -> o.epsilon = epsilon);
  }

  /**
   * Dropout in training, in [0, 1): of each sub-layer's output before it is added (Vaswani et al.
   * 2017, §5.4), and, where they have no rate of their own, of the attention weights and inside the
   * feed-forward network (PyTorch); 0 by default.
   */
  public TransformerOptions dropoutRate(double rate) {
    return with(o -> o.dropoutRate = rate);
  }

  /**
   * Dropout of the attention weights in training, in [0, 1); as {@link #dropoutRate} by default.
   */
  public TransformerOptions attentionDropoutRate(double rate) {
    return with(o -> o.attentionDropoutRate = rate);
  }

  /**
   * Dropout inside the feed-forward network, after its activation, in training, in [0, 1); as
   * {@link #dropoutRate} by default.
   */
  public TransformerOptions activationDropoutRate(double rate) {
    return with(o -> o.activationDropoutRate = rate);
  }

  private TransformerOptions with(Consumer<TransformerOptions> change) {
    try {
      TransformerOptions copy = (TransformerOptions) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * These options with the feed-forward size that follows from the others, if none was given.
   *
   * @throws IllegalArgumentException if an option is missing or out of its range
   */
  public TransformerOptions checked() {
    TransformerOptions complete = feedForwardSize(feedForwardSize());
    complete.check();
    return complete;
  }

  void check() {
    MultiHeadAttention.checkHeads(size, heads);
    Arguments.size("feed-forward size", innerSize == null ? 0 : innerSize);
    Arguments.positive("epsilon", epsilon);
    Arguments.rate("dropout rate", dropoutRate);
    Arguments.rate("attention dropout rate", or(attentionDropoutRate, dropoutRate));
    Arguments.rate("activation dropout rate", or(activationDropoutRate, dropoutRate));
    Arguments.given("activation", activation);
    Arguments.given("norm position", normPosition);
  }

  /** d. */
  public long size() {
    return size;
  }

  /** Of the feed-forward network. */
  public long feedForwardSize() {
    return innerSize == null ? 4 * size : innerSize;
  }

  /** Of the layers, and of the norm at the end of a stack of them. */
  public NormPosition normPosition() {
    return normPosition;
  }

  /** ε of the layer normalizations. */
  public double epsilon() {
    return epsilon;
  }

  /** Of the sub-layers' outputs. */
  public double dropoutRate() {
    return dropoutRate;
  }

  MultiHeadAttention attention(String prefix) {
    return new MultiHeadAttention(prefix, size, size, heads, or(attentionDropoutRate, dropoutRate));
  }

  FeedForward feedForward() {
    return new FeedForward(
        "ff", size, innerSize, activation, or(activationDropoutRate, dropoutRate));
  }

  Normalization norm(String prefix) {
    return new Normalization(prefix, size, epsilon);
  }

  /** A sub-layer with residual, dropout and the normalization of this prefix. */
  SDVariable residual(LayerGraph g, SDVariable x, String norm, UnaryOperator<SDVariable> sublayer) {
    return normPosition.around(g, x, norm(norm), dropoutRate, sublayer);
  }

  private static double or(Double given, double otherwise) {
    return given == null ? otherwise : given;
  }

  @Override
  public boolean equals(Object o) {
    return EqualsBuilder.reflectionEquals(this, o);
  }

  @Override
  public int hashCode() {
    return HashCodeBuilder.reflectionHashCode(this);
  }

  /**
   * The builder of a layer as the options' users see it; {@link TransformerOptions} says what each
   * means.
   *
   * @param <T> the builder itself
   */
  public sealed interface Builder<T>
      permits TransformerEncoderLayer.Builder, TransformerDecoderLayer.Builder {

    /** What was set so far. */
    TransformerOptions options();

    /** Sets them all. */
    T options(TransformerOptions options);

    /** d. */
    default T size(long size) {
      return options(options().size(size));
    }

    /** h. */
    default T heads(long heads) {
      return options(options().heads(heads));
    }

    /** See {@link TransformerOptions#feedForwardSize(long)}. */
    default T feedForwardSize(long size) {
      return options(options().feedForwardSize(size));
    }

    /** See {@link TransformerOptions#feedForwardActivation}. */
    default T feedForwardActivation(FeedForwardActivation activation) {
      return options(options().feedForwardActivation(activation));
    }

    /** See {@link TransformerOptions#normPosition(NormPosition)}. */
    default T normPosition(NormPosition position) {
      return options(options().normPosition(position));
    }

    /** See {@link TransformerOptions#epsilon(double)}. */
    default T epsilon(double epsilon) {
      return options(options().epsilon(epsilon));
    }

    /** See {@link TransformerOptions#dropoutRate(double)}. */
    default T dropoutRate(double rate) {
      return options(options().dropoutRate(rate));
    }

    /** See {@link TransformerOptions#attentionDropoutRate}. */
    default T attentionDropoutRate(double rate) {
      return options(options().attentionDropoutRate(rate));
    }

    /** See {@link TransformerOptions#activationDropoutRate}. */
    default T activationDropoutRate(double rate) {
      return options(options().activationDropoutRate(rate));
    }
  }
}
