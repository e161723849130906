package org.attentionzoo.zoo.model;

import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.Direction;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.PlainOrder;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * Recurrent encoder–decoder without attention (Sutskever et al. 2014, §2): the decoder starts from
 * the encoder's final states, which is all it knows of the source.
 */
public final class Seq2Seq extends SequenceModel {

  private final Seq2SeqBuilder options;

  Seq2Seq(Seq2SeqBuilder options) {
    super(options);
    this.options = options;
  }

  /** A small model: LSTM of one layer with 256 units, embeddings 256, reversed source. */
  public static Seq2SeqBuilder builder() {
    return new Seq2SeqBuilder().cell(Cell.LSTM).reverseSource(true);
  }

  /**
   * The model of Sutskever et al. 2014, §3.4: LSTM of 4 layers with 1000 cells, embeddings 1000,
   * vocabularies of 160,000 and 80,000, reversed source (§3.3), parameters uniform in [-0.08,
   * 0.08], gradient norm 5: 384 million parameters. The updater is Adam instead of the paper's SGD.
   */
  public static Seq2SeqBuilder sutskever() {
    return builder()
        .sourceVocabularySize(160_000)
        .targetVocabularySize(80_000)
        .layers(4)
        .embeddingSize(1000)
        .units(1000)
        .gradientClipping(5)
        .initialization(Initialization.uniform(0.08));
  }

  @Override
  void addParts(GraphBuilder graph) {
    TokenLayers tokens = options.tokens();
    tokens.addEmbeddings(graph);
    Direction direction = options.reverseSource ? Direction.BACKWARD : Direction.FORWARD;
    RecurrentEncoder encoder = options.encoder(direction, true);
    graph.addLayer("encoder", encoder, TokenLayers.SOURCE_EMBEDDING);
    RecurrentDecoder decoder =
        options.decoder(encoder.layout(), new PlainOrder(), InitialState.ENCODER);
    graph.addVertex("decoder", decoder, TokenLayers.TARGET_EMBEDDING, "encoder");
    tokens.addOutput(graph, "decoder", decoder.outputSize());
  }
}
