package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.Positions;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.transformer.TransformerOptions;

/** The options of {@link Transformer}; see {@link TransformerModelBuilder} for each. */
record TransformerModelOptions(
    TransformerOptions encoder,
    TransformerOptions decoder,
    int encoderLayers,
    int decoderLayers,
    Positions positions,
    long maxLength,
    boolean scaledEmbeddings,
    boolean embeddingNorm,
    Boolean finalNorm) {

  TransformerModelOptions {
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
    if (positions == Positions.LEARNED) {
      Arguments.size("maxLength of learned positions", maxLength);
    }
  }

  /** d, of both stacks. */
  long size() {
    return encoder.size();
  }

  /** A stack that normalizes before its sub-layers has a sum without norm at its end. */
  boolean hasFinalNorm(TransformerOptions stack) {
    return finalNorm == null ? stack.normPosition() == NormPosition.PRE : finalNorm;
  }

  String sizes() {
    return String.format(
        Locale.ROOT,
        "modelSize %d, feedForwardSize %d and %d, encoderLayers %d, decoderLayers %d, maxLength %d",
        size(),
        encoder.feedForwardSize(),
        decoder.feedForwardSize(),
        encoderLayers,
        decoderLayers,
        maxLength);
  }
}
