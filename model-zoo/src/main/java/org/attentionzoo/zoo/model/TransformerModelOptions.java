package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.Positions;
import org.attentionzoo.layers.transformer.TransformerOptions;

/** The options of {@link Transformer}; see {@link TransformerModelBuilder} for each. */
record TransformerModelOptions(
    TransformerOptions layer,
    int encoderLayers,
    int decoderLayers,
    Positions positions,
    long maxLength) {

  TransformerModelOptions {
    Arguments.layers("encoderLayers", encoderLayers);
    Arguments.layers("decoderLayers", decoderLayers);
    if (positions == Positions.LEARNED) {
      Arguments.size("maxLength of learned positions", maxLength);
    }
  }

  String sizes() {
    return String.format(
        Locale.ROOT,
        "modelSize %d, feedForwardSize %d, encoderLayers %d, decoderLayers %d, maxLength %d",
        layer.size(),
        layer.feedForwardSize(),
        encoderLayers,
        decoderLayers,
        maxLength);
  }
}
