package org.attentionzoo.zoo.model;

import org.attentionzoo.layers.embedding.Positions;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.NormPosition;

/** The options of {@link Transformer}; see {@link TransformerModelBuilder} for each. */
record TransformerModelOptions(
    long modelSize,
    long heads,
    long feedForwardSize,
    int encoderLayers,
    int decoderLayers,
    double dropout,
    double attentionDropout,
    double activationDropout,
    NormPosition normPosition,
    FeedForwardActivation activation,
    Positions positions,
    long maxLength) {

  TransformerModelOptions {
    Checks.positive("modelSize", modelSize);
    Checks.positive("heads", heads);
    Checks.positive("feedForwardSize", feedForwardSize);
    Checks.layers("encoderLayers", encoderLayers);
    Checks.layers("decoderLayers", decoderLayers);
    Checks.rate("dropout", dropout);
    Checks.rate("attentionDropout", attentionDropout);
    Checks.rate("activationDropout", activationDropout);
    Checks.given("normPosition", normPosition);
    Checks.given("activation", activation);
    if (modelSize % heads != 0) {
      throw new IllegalArgumentException(
          "modelSize %d is not divisible by %d heads".formatted(modelSize, heads));
    }
    if (positions == Positions.LEARNED) {
      Checks.positive("maxLength of learned positions", maxLength);
    }
  }

  String sizes() {
    return "modelSize %d, feedForwardSize %d, encoderLayers %d, decoderLayers %d, maxLength %d"
        .formatted(modelSize, feedForwardSize, encoderLayers, decoderLayers, maxLength);
  }
}
