package org.attentionzoo.zoo.model;

import org.attentionzoo.layers.embedding.EmbeddingOptions;
import org.attentionzoo.layers.transformer.LayerNorm;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.transformer.TransformerDecoderLayer;
import org.attentionzoo.layers.transformer.TransformerEncoderLayer;
import org.attentionzoo.layers.transformer.TransformerOptions;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * The Transformer (Vaswani et al. 2017, figure 1): embeddings with positions, a stack of encoder
 * layers, a stack of decoder layers, and the output projection.
 *
 * <pre>{@code
 * ComputationGraph net =
 *     Transformer.tiny().sourceVocabularySize(80).targetVocabularySize(20).build().init();
 * }</pre>
 */
public final class Transformer extends SequenceModel {

  private final TransformerModelBuilder options;

  Transformer(TransformerModelBuilder options) {
    super(options);
    this.options = options;
  }

  /** The same as {@link #tiny()}. */
  public static TransformerModelBuilder builder() {
    return tiny();
  }

  /**
   * A small form for small tasks, not from the paper: d 128, 4 heads, feed-forward 256, 4 + 4
   * layers, dropout 0.1, label smoothing 0.1, 400 warm-up steps to a learning rate of 0.0013.
   */
  public static TransformerModelBuilder tiny() {
    return new TransformerModelBuilder()
        .modelSize(128)
        .heads(4)
        .feedForwardSize(256)
        .layers(4)
        .dropout(0.1)
        .labelSmoothing(0.1)
        .warmupSteps(400)
        .learningRateFactor(0.3);
  }

  /**
   * The base model of Vaswani et al. 2017, table 3: d 512, 8 heads, feed-forward 2048, 6 + 6
   * layers, dropout 0.1, label smoothing 0.1, 4000 warm-up steps, one table for both embeddings and
   * the output (§3.4). With the shared vocabulary of about 37,000 tokens (§5.1): 65 million
   * parameters.
   */
  public static TransformerModelBuilder base() {
    return new TransformerModelBuilder()
        .modelSize(512)
        .heads(8)
        .feedForwardSize(2048)
        .layers(6)
        .dropout(0.1)
        .labelSmoothing(0.1)
        .warmupSteps(4000)
        .tying(Tying.ALL);
  }

  /**
   * The big model of Vaswani et al. 2017, table 3: d 1024, 16 heads, feed-forward 4096, dropout
   * 0.3, all else as {@link #base()}. With 37,000 tokens: 213 million parameters.
   */
  public static TransformerModelBuilder big() {
    return base().modelSize(1024).heads(16).feedForwardSize(4096).dropout(0.3);
  }

  @Override
  void addParts(GraphBuilder graph) {
    TokenLayers tokens =
        new TokenLayers(options, embedding(options.encoder), embedding(options.decoder));
    tokens.addEmbeddings(graph);
    String memory = addEncoder(graph);
    String hidden = addDecoder(graph, memory);
    tokens.addOutput(graph, hidden, options.encoder.size());
  }

  private String addEncoder(GraphBuilder graph) {
    TransformerOptions layer = options.encoder;
    String last = embedded(graph, "sourceNorm", TokenLayers.SOURCE_EMBEDDING, layer);
    for (int i = 0; i < options.encoderLayers; i++) {
      TransformerEncoderLayer encoder =
          new TransformerEncoderLayer.Builder().options(layer).build();
      graph.addLayer("encoder" + i, encoder, last);
      last = "encoder" + i;
    }
    return hasFinalNorm(layer) ? addNorm(graph, "encoderNorm", last, layer, 0) : last;
  }

  private String addDecoder(GraphBuilder graph, String memory) {
    TransformerOptions layer = options.decoder;
    String last = embedded(graph, "targetNorm", TokenLayers.TARGET_EMBEDDING, layer);
    for (int i = 0; i < options.decoderLayers; i++) {
      TransformerDecoderLayer decoder =
          new TransformerDecoderLayer.Builder().options(layer).build();
      graph.addVertex("decoder" + i, decoder, last, memory);
      last = "decoder" + i;
    }
    return hasFinalNorm(layer) ? addNorm(graph, "decoderNorm", last, layer, 0) : last;
  }

  /** Where there is a norm of the embedding, dropout comes after that. */
  private EmbeddingOptions embedding(TransformerOptions stack) {
    return options.embedding.dropoutRate(options.embeddingNorm ? 0 : stack.dropoutRate());
  }

  /** A stack that normalizes before its sub-layers has a sum without norm at its end. */
  private boolean hasFinalNorm(TransformerOptions stack) {
    return options.finalNorm == null ? stack.normPosition() == NormPosition.PRE : options.finalNorm;
  }

  /** The embedding, or its norm; dropout comes last. */
  private String embedded(
      GraphBuilder graph, String norm, String embedding, TransformerOptions layer) {
    return options.embeddingNorm
        ? addNorm(graph, norm, embedding, layer, layer.dropoutRate())
        : embedding;
  }

  private static String addNorm(
      GraphBuilder graph, String name, String input, TransformerOptions layer, double dropoutRate) {
    LayerNorm norm =
        new LayerNorm.Builder()
            .size(layer.size())
            .epsilon(layer.epsilon())
            .dropoutRate(dropoutRate)
            .build();
    graph.addLayer(name, norm, input);
    return name;
  }
}
