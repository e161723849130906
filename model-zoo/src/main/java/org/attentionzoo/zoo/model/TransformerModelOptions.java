package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.EmbeddingOptions;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.transformer.TransformerOptions;

/** The options of {@link Transformer}; see {@link TransformerModelBuilder} for each. */
record TransformerModelOptions(
    TransformerOptions encoder,
    TransformerOptions decoder,
    int encoderLayers,
    int decoderLayers,
    EmbeddingOptions embedding,
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
  }

  /** d, of both stacks. */
  long size() {
    return encoder.size();
  }

  /** But for the vocabulary size. Dropout comes last, after a norm. */
  EmbeddingOptions sourceEmbedding() {
    return embedding.dropoutRate(embeddingNorm ? 0 : encoder.dropoutRate());
  }

  /** The same of the target. */
  EmbeddingOptions targetEmbedding() {
    return embedding.dropoutRate(embeddingNorm ? 0 : decoder.dropoutRate());
  }

  /** A stack that normalizes before its sub-layers has a sum without norm at its end. */
  boolean hasFinalNorm(TransformerOptions stack) {
    return finalNorm == null ? stack.normPosition() == NormPosition.PRE : finalNorm;
  }

  String sizes() {
    String sizes =
        String.format(
            Locale.ROOT,
            "modelSize %d, feedForwardSize %d and %d, encoderLayers %d, decoderLayers %d",
            size(),
            encoder.feedForwardSize(),
            decoder.feedForwardSize(),
            encoderLayers,
            decoderLayers);
    boolean anyLength = embedding.longest() == Long.MAX_VALUE;
    return anyLength ? sizes : sizes + ", positions " + embedding.longest();
  }
}
