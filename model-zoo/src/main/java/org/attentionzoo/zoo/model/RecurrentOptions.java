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

/** The options of recurrent models; see {@link RecurrentModelBuilder} for each. */
record RecurrentOptions(
    Cell cell, long embeddingSize, long units, int layers, double dropout, boolean reverseSource) {

  RecurrentOptions {
    Arguments.given("cell", cell);
    Arguments.size("embeddingSize", embeddingSize);
    Arguments.size("units", units);
    Arguments.layers("layers", layers);
    Arguments.rate("dropout", dropout);
  }

  String sizes() {
    return String.format(
        Locale.ROOT, "embeddingSize %d, units %d, layers %d", embeddingSize, units, layers);
  }

  TokenParts tokens(CommonOptions common) {
    EmbeddingOptions embedding =
        EmbeddingOptions.standard().size(embeddingSize).dropoutRate(dropout);
    return new TokenParts(common, embedding, embedding);
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
