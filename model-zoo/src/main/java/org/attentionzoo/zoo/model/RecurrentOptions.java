package org.attentionzoo.zoo.model;

import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.recurrent.Direction;
import org.attentionzoo.layers.recurrent.EncoderLayout;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;

/** The options of recurrent models; see {@link RecurrentModelBuilder} for each. */
record RecurrentOptions(
    Cell cell, long embeddingSize, long units, int layers, double dropout, boolean reverseSource) {

  RecurrentOptions {
    Checks.given("cell", cell);
    Checks.positive("embeddingSize", embeddingSize);
    Checks.positive("units", units);
    Checks.layers("layers", layers);
    Checks.rate("dropout", dropout);
  }

  String sizes() {
    return "embeddingSize %d, units %d, layers %d".formatted(embeddingSize, units, layers);
  }

  TokenParts tokens(CommonOptions common) {
    return new TokenParts(
        common, embeddingSize, embedding -> embedding.dropoutRate(dropout)); // none of it scaled
  }

  RecurrentEncoder encoder(Direction direction, boolean outputStates) {
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

  RecurrentDecoder decoder(EncoderLayout encoder, DecoderOrder order, InitialState initialState) {
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
