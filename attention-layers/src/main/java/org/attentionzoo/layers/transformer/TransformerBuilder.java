package org.attentionzoo.layers.transformer;

/**
 * The options that encoder layer and decoder vertex share.
 *
 * @param <T> the builder itself
 */
@SuppressWarnings("unchecked")
public sealed interface TransformerBuilder<T>
    permits TransformerEncoderLayer.Builder, TransformerDecoderLayer.Builder {

  /** d, the model size. */
  default T size(long size) {
    draft().size(size);
    return (T) this;
  }

  /** h, the number of heads; a divisor of the size. */
  default T heads(long heads) {
    draft().heads(heads);
    return (T) this;
  }

  /** The inner size of the feed-forward network; 4 d by default, as in the paper. */
  default T feedForwardSize(long feedForwardSize) {
    draft().innerSize(feedForwardSize);
    return (T) this;
  }

  /** Of the feed-forward network; ReLU by default. */
  default T feedForwardActivation(FeedForwardActivation activation) {
    draft().activation(activation);
    return (T) this;
  }

  /** Where to normalize; {@link NormPosition#POST} by default, as in the paper. */
  default T normPosition(NormPosition normPosition) {
    draft().normPosition(normPosition);
    return (T) this;
  }

  /** ε of the layer normalizations; 1e-5 by default. */
  default T epsilon(double epsilon) {
    draft().epsilon(epsilon);
    return (T) this;
  }

  /**
   * Dropout in training, in [0, 1): of each sub-layer's output before it is added (Vaswani et al.
   * 2017, §5.4), and, where they have no rate of their own, of the attention weights and inside the
   * feed-forward network (PyTorch); 0 by default.
   */
  default T dropoutRate(double dropoutRate) {
    draft().dropoutRate(dropoutRate);
    return (T) this;
  }

  /**
   * Dropout of the attention weights in training, in [0, 1); as {@link #dropoutRate} by default.
   */
  default T attentionDropoutRate(double dropoutRate) {
    draft().attentionDropoutRate(dropoutRate);
    return (T) this;
  }

  /**
   * Dropout inside the feed-forward network, after its activation, in training, in [0, 1); as
   * {@link #dropoutRate} by default.
   */
  default T activationDropoutRate(double dropoutRate) {
    draft().activationDropoutRate(dropoutRate);
    return (T) this;
  }

  /** What was set so far; for the builders themselves. */
  TransformerDraft draft();
}
