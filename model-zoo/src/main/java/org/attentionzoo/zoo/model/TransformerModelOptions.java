package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.EmbeddingOptions;
import org.attentionzoo.layers.transformer.TransformerOptions;

/** The options of {@link Transformer}; see {@link TransformerModelBuilder} for each. */
record TransformerModelOptions(
    TransformerOptions layer, int encoderLayers, int decoderLayers, EmbeddingOptions embedding) {

  TransformerModelOptions {
    Arguments.layers("encoderLayers", encoderLayers);
    Arguments.layers("decoderLayers", decoderLayers);
  }

  String sizes() {
    String sizes =
        String.format(
            Locale.ROOT,
            "modelSize %d, feedForwardSize %d, encoderLayers %d, decoderLayers %d",
            layer.size(),
            layer.feedForwardSize(),
            encoderLayers,
            decoderLayers);
    boolean anyLength = embedding.longest() == Long.MAX_VALUE;
    return anyLength ? sizes : sizes + ", positions " + embedding.longest();
  }
}
