package org.attentionzoo.zoo.model;

import org.attentionzoo.layers.embedding.Positions;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.updater.FastAdam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Builds a {@link Transformer}; start from one of its presets. */
public final class TransformerModelBuilder extends ModelBuilder<TransformerModelBuilder> {
  // Vaswani et al. 2017, §5.3
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.98;
  private static final double EPSILON = 1e-9;

  private int modelSize;
  private long heads;
  private long feedForwardSize;
  private int encoderLayers;
  private int decoderLayers;
  private double dropout;
  private Double attentionDropout;
  private Double activationDropout;
  private int warmupSteps;
  private double learningRateFactor = 1;
  private NormPosition normPosition = NormPosition.POST;
  private FeedForwardActivation activation = FeedForwardActivation.RELU;
  private Positions positions = Positions.SINUSOIDAL;
  private long maxLength;

  TransformerModelBuilder() {}

  /** d, the size of a token's vector in every layer. */
  public TransformerModelBuilder modelSize(int modelSize) {
    this.modelSize = modelSize;
    return this;
  }

  /** h, the attention heads of each layer; a divisor of the model size. */
  public TransformerModelBuilder heads(long heads) {
    this.heads = heads;
    return this;
  }

  /** The inner size of the feed-forward networks. */
  public TransformerModelBuilder feedForwardSize(long feedForwardSize) {
    this.feedForwardSize = feedForwardSize;
    return this;
  }

  /** Layers of the encoder, and of the decoder. */
  public TransformerModelBuilder layers(int layers) {
    return encoderLayers(layers).decoderLayers(layers);
  }

  /** Layers of the encoder. */
  public TransformerModelBuilder encoderLayers(int layers) {
    this.encoderLayers = layers;
    return this;
  }

  /** Layers of the decoder. */
  public TransformerModelBuilder decoderLayers(int layers) {
    this.decoderLayers = layers;
    return this;
  }

  /**
   * Dropout rate, in [0, 1), of embeddings and sub-layers and, where they have none of their own,
   * of attention weights and the feed-forward networks' inner values.
   */
  public TransformerModelBuilder dropout(double rate) {
    this.dropout = rate;
    return this;
  }

  /** Dropout rate of the attention weights, in [0, 1); as {@link #dropout} by default. */
  public TransformerModelBuilder attentionDropout(double rate) {
    this.attentionDropout = rate;
    return this;
  }

  /**
   * Dropout rate of the feed-forward networks' inner values, in [0, 1); as {@link #dropout} by
   * default.
   */
  public TransformerModelBuilder activationDropout(double rate) {
    this.activationDropout = rate;
    return this;
  }

  /**
   * Updates until the highest learning rate of the default updater: Adam (β₁ 0.9, β₂ 0.98, ε 1e-9)
   * with {@link NoamSchedule}. An {@link #updater} takes its place.
   */
  public TransformerModelBuilder warmupSteps(int warmupSteps) {
    this.warmupSteps = warmupSteps;
    return this;
  }

  /** Multiplies the default updater's learning rate; 1 as in the paper by default. */
  public TransformerModelBuilder learningRateFactor(double factor) {
    this.learningRateFactor = factor;
    return this;
  }

  /** Where to normalize; POST as in the paper by default. */
  public TransformerModelBuilder normPosition(NormPosition normPosition) {
    this.normPosition = normPosition;
    return this;
  }

  /** Of the feed-forward networks; ReLU as in the paper by default. */
  public TransformerModelBuilder activation(FeedForwardActivation activation) {
    this.activation = activation;
    return this;
  }

  /** Sinusoidal positions, for sequences of any length; the default. */
  public TransformerModelBuilder sinusoidalPositions() {
    positions = Positions.SINUSOIDAL;
    return this;
  }

  /** Trained positions; a longer source or target is an error. */
  public TransformerModelBuilder learnedPositions(long maxLength) {
    positions = Positions.LEARNED;
    this.maxLength = maxLength;
    return this;
  }

  @Override
  IUpdater defaultUpdater() {
    return new FastAdam(
        new NoamSchedule(modelSize, warmupSteps, learningRateFactor), BETA1, BETA2, EPSILON);
  }

  TransformerModelOptions options() {
    return new TransformerModelOptions(
        modelSize,
        heads,
        feedForwardSize,
        encoderLayers,
        decoderLayers,
        dropout,
        attentionDropout == null ? dropout : attentionDropout,
        activationDropout == null ? dropout : activationDropout,
        normPosition,
        activation,
        positions,
        maxLength);
  }

  @Override
  public Transformer build() {
    return new Transformer(this);
  }
}
