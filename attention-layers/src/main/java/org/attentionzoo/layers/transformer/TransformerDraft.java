package org.attentionzoo.layers.transformer;

/** The options of a Transformer layer while a builder collects them. */
public final class TransformerDraft {
  private long size;
  private long heads;
  private Long innerSize;
  private FeedForwardActivation activation = FeedForwardActivation.RELU;
  private NormPosition normPosition = NormPosition.POST;
  private double epsilon = LayerNorm.DEFAULT_EPSILON;
  private double dropoutRate;
  private Double attentionDropoutRate;
  private Double activationDropoutRate;

  void size(long value) {
    size = value;
  }

  void heads(long value) {
    heads = value;
  }

  void innerSize(long value) {
    innerSize = value;
  }

  void activation(FeedForwardActivation value) {
    activation = value;
  }

  void normPosition(NormPosition value) {
    normPosition = value;
  }

  void epsilon(double value) {
    epsilon = value;
  }

  void dropoutRate(double value) {
    dropoutRate = value;
  }

  void attentionDropoutRate(double value) {
    attentionDropoutRate = value;
  }

  void activationDropoutRate(double value) {
    activationDropoutRate = value;
  }

  TransformerOptions finish() {
    long inner = innerSize == null ? 4 * size : innerSize;
    return new TransformerOptions(
        size,
        heads,
        inner,
        activation,
        normPosition,
        epsilon,
        dropoutRate,
        attentionDropoutRate,
        activationDropoutRate);
  }
}
