package org.attentionzoo.zoo.model;

import java.util.Locale;
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
    Checks.layers("encoderLayers", encoderLayers);
    Checks.layers("decoderLayers", decoderLayers);
    if (positions == Positions.LEARNED) {
      Checks.positive("maxLength of learned positions", maxLength);
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
