package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.EmbeddingOptions;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.recurrent.Direction;
import org.attentionzoo.layers.recurrent.EncoderLayout;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.attentionzoo.layers.updater.FastAdam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The options of the models made of recurrent layers.
 *
 * @param <T> the builder itself
 */
@SuppressWarnings("unchecked")
public abstract class RecurrentModelBuilder<T extends RecurrentModelBuilder<T>>
    extends ModelBuilder<T> {
  private Cell cell = Cell.GRU;
  private long embeddingSize = 256;
  long units = 256;
  private int layers = 1;
  private double dropout;
  boolean reverseSource;

  RecurrentModelBuilder() {
    gradientClipping(5);
  }

  /** GRU or LSTM, in encoder and decoder. */
  public T cell(Cell cell) {
    this.cell = cell;
    return (T) this;
  }

  /** e, the size of a token's vector on both sides. */
  public T embeddingSize(long embeddingSize) {
    this.embeddingSize = embeddingSize;
    return (T) this;
  }

  /** H, the units of each layer and direction. */
  public T units(long units) {
    this.units = units;
    return (T) this;
  }

  /** Recurrent layers of the encoder, and of the decoder. */
  public T layers(int layers) {
    this.layers = layers;
    return (T) this;
  }

  /** Dropout rate of embeddings, between layers and before the output, in [0, 1). */
  public T dropout(double rate) {
    this.dropout = rate;
    return (T) this;
  }

  /**
   * Whether the encoder reads from the last token to the first (Sutskever et al. 2014, §3.3). Data
   * and generation need not know: ids are given in their natural order.
   */
  public T reverseSource(boolean reverseSource) {
    this.reverseSource = reverseSource;
    return (T) this;
  }

  /** Adam with rate 0.001. */
  @Override
  IUpdater defaultUpdater() {
    return new FastAdam(1e-3);
  }

  @Override
  void complete() {
    Arguments.given("cell", cell);
    Arguments.size("embeddingSize", embeddingSize);
    Arguments.size("units", units);
    Arguments.layers("layers", layers);
    Arguments.rate("dropout", dropout);
  }

  @Override
  String sizes() {
    return String.format(
        Locale.ROOT, "embeddingSize %d, units %d, layers %d", embeddingSize, units, layers);
  }

  final TokenLayers tokens() {
    EmbeddingOptions embedding =
        EmbeddingOptions.standard().size(embeddingSize).dropoutRate(dropout);
    return new TokenLayers(this, embedding, embedding);
  }

  final RecurrentEncoder encoder(Direction direction, boolean outputStates) {
    return new RecurrentEncoder.Builder()
        .cell(cell)
        .inputSize(embeddingSize)
        .units(units)
        .layers(layers)
        .direction(direction)
        .dropoutBetweenLayers(dropout)
        .outputStates(outputStates)
        .build();
  }

  final RecurrentDecoder decoder(
      EncoderLayout encoder, DecoderOrder order, InitialState initialState) {
    return new RecurrentDecoder.Builder()
        .cell(cell)
        .embeddingSize(embeddingSize)
        .units(units)
        .layers(layers)
        .encoder(encoder)
        .order(order)
        .initialState(initialState)
        .dropoutBetweenLayers(dropout)
        .outputDropout(dropout)
        .build();
  }
}
