package org.attentionzoo.zoo.model;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.EmbeddingOptions;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.transformer.TransformerOptions;
import org.attentionzoo.layers.updater.FastAdam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Builds a {@link Transformer}; start from one of its presets. */
public final class TransformerModelBuilder extends ModelBuilder<TransformerModelBuilder> {
  // Vaswani et al. 2017, §5.3
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.98;
  private static final double EPSILON = 1e-9;

  TransformerOptions encoder = TransformerOptions.standard();
  TransformerOptions decoder = TransformerOptions.standard();
  int encoderLayers;
  int decoderLayers;
  private int warmupSteps;
  private double learningRateFactor = 1;
  EmbeddingOptions embedding = EmbeddingOptions.standard().scaled(true).sinusoidalPositions();
  boolean embeddingNorm;
  Boolean finalNorm;

  TransformerModelBuilder() {}

  /**
   * Changes the options of every layer; those without a method of their own here are set so, as in
   * {@code options(o -> o.epsilon(1e-6))}.
   */
  public TransformerModelBuilder options(UnaryOperator<TransformerOptions> change) {
    return encoderOptions(change).decoderOptions(change);
  }

  /**
   * Changes the options of the encoder's layers alone, as in {@code encoderOptions(o ->
   * o.heads(4))}.
   */
  public TransformerModelBuilder encoderOptions(UnaryOperator<TransformerOptions> change) {
    encoder = changed(encoder, change);
    return this;
  }

  /** Changes the options of the decoder's layers alone. */
  public TransformerModelBuilder decoderOptions(UnaryOperator<TransformerOptions> change) {
    decoder = changed(decoder, change);
    return this;
  }

  private static TransformerOptions changed(
      TransformerOptions options, UnaryOperator<TransformerOptions> change) {
    return Arguments.given("options", Arguments.given("change", change).apply(options));
  }

  /** d, the size of a token's vector in every layer. */
  public TransformerModelBuilder modelSize(int modelSize) {
    return options(o -> o.size(modelSize));
  }

  /** h, the attention heads of each layer; a divisor of the model size. */
  public TransformerModelBuilder heads(long heads) {
    return options(o -> o.heads(heads));
  }

  /** The inner size of the feed-forward networks. */
  public TransformerModelBuilder feedForwardSize(long feedForwardSize) {
    return options(o -> o.feedForwardSize(feedForwardSize));
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
    return options(o -> o.dropoutRate(rate));
  }

  /** Dropout rate of the attention weights, in [0, 1); as {@link #dropout} by default. */
  public TransformerModelBuilder attentionDropout(double rate) {
    return options(o -> o.attentionDropoutRate(rate));
  }

  /**
   * Dropout rate of the feed-forward networks' inner values, in [0, 1); as {@link #dropout} by
   * default.
   */
  public TransformerModelBuilder activationDropout(double rate) {
    return options(o -> o.activationDropoutRate(rate));
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
    return options(o -> o.normPosition(normPosition));
  }

  /** Of the feed-forward networks; ReLU as in the paper by default. */
  public TransformerModelBuilder activation(FeedForwardActivation activation) {
    return options(o -> o.feedForwardActivation(activation));
  }

  /** Sinusoidal positions, for sequences of any length; the default. */
  public TransformerModelBuilder sinusoidalPositions() {
    embedding = embedding.sinusoidalPositions();
    return this;
  }

  /** Sinusoidal positions as another implementation lays them. */
  public TransformerModelBuilder sinusoidalPositions(SinusoidLayout layout, long firstPosition) {
    embedding = embedding.sinusoidalPositions(layout, firstPosition);
    return this;
  }

  /** Trained positions; a longer source or target is an error. */
  public TransformerModelBuilder learnedPositions(long maxLength) {
    embedding = embedding.learnedPositions(maxLength);
    return this;
  }

  /** Whether token vectors are multiplied by √d; so by default (Vaswani et al. 2017, §3.4). */
  public TransformerModelBuilder scaledEmbeddings(boolean scaled) {
    embedding = embedding.scaled(scaled);
    return this;
  }

  /**
   * Whether both embeddings, with their positions, pass a layer norm before dropout, as in BART
   * (Lewis et al. 2020) and BERT; not by default.
   */
  public TransformerModelBuilder embeddingNorm(boolean embeddingNorm) {
    this.embeddingNorm = embeddingNorm;
    return this;
  }

  /**
   * Whether a layer norm ends encoder and decoder. By default it ends those stacks that normalize
   * before their sub-layers ({@link NormPosition#PRE}); {@code torch.nn.Transformer} has both
   * always.
   */
  public TransformerModelBuilder finalNorm(boolean finalNorm) {
    this.finalNorm = finalNorm;
    return this;
  }

  @Override
  IUpdater defaultUpdater() {
    int size = (int) encoder.size();
    return new FastAdam(
        new NoamSchedule(size, warmupSteps, learningRateFactor), BETA1, BETA2, EPSILON);
  }

  @Override
  void complete() {
    encoder = encoder.checked();
    decoder = decoder.checked();
    if (encoder.size() != decoder.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "encoder and decoder need one model size, but theirs are %d and %d",
              encoder.size(),
              decoder.size()));
    }
    Arguments.layers("encoderLayers", encoderLayers);
    Arguments.layers("decoderLayers", decoderLayers);
    embedding = embedding.size(encoder.size());
  }

  @Override
  String sizes() {
    String sizes =
        String.format(
            Locale.ROOT,
            "modelSize %d, feedForwardSize %d and %d, encoderLayers %d, decoderLayers %d",
            encoder.size(),
            encoder.feedForwardSize(),
            decoder.feedForwardSize(),
            encoderLayers,
            decoderLayers);
    boolean anyLength = embedding.longest() == Long.MAX_VALUE;
    return anyLength ? sizes : sizes + ", positions " + embedding.longest();
  }

  @Override
  public Transformer build() {
    Transformer model = new Transformer(completed());
    model.conf(); // what the layers refuse is refused here
    return model;
  }
}
