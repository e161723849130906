package org.attentionzoo.zoo.model;

import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.recurrent.Direction;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.LuongOrder;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * Recurrent encoder–decoder with attention (Bahdanau et al. 2014; Luong et al. 2015).
 *
 * <pre>{@code
 * ComputationGraph net =
 *     AttentionSeq2Seq.builder()
 *         .sourceVocabularySize(80)
 *         .targetVocabularySize(20)
 *         .embeddingSize(64)
 *         .units(128)
 *         .build()
 *         .init();
 * }</pre>
 *
 * <p>The presets of the papers carry their sizes and their initialization, which suits those sizes;
 * a small model made from one of them learns faster with {@link Initialization#standard()}.
 */
public final class AttentionSeq2Seq extends SequenceModel {

  private final AttentionSeq2SeqBuilder options;

  AttentionSeq2Seq(AttentionSeq2SeqBuilder options) {
    super(options);
    this.options = options;
  }

  /**
   * A small model in Bahdanau's form: GRU, bidirectional encoder, additive attention, embeddings
   * and units 256, maxout 128.
   */
  public static AttentionSeq2SeqBuilder builder() {
    return new AttentionSeq2SeqBuilder();
  }

  /**
   * RNNsearch of Bahdanau et al. 2014, §4.2 and A.2.3: GRU with 1000 units in each direction,
   * embeddings 620, alignment 1000, maxout 500, vocabularies of 30,000, gradient norm 1 (B.2); the
   * updater is Adam instead of the paper's Adadelta.
   */
  public static AttentionSeq2SeqBuilder bahdanau() {
    return builder()
        .vocabularySize(30_000)
        .embeddingSize(620)
        .units(1000)
        .score(new Additive(1000))
        .maxoutSize(500)
        .gradientClipping(1)
        .initialization(Initialization.bahdanau());
  }

  /** Luong et al. 2015 with the score "dot" (eq. 8); see {@link #luongGeneral}. */
  public static AttentionSeq2SeqBuilder luongDot() {
    return luong(new Dot());
  }

  /**
   * Luong et al. 2015, §4.1, with the score "general" (eq. 8): LSTM of 4 layers with 1000 cells,
   * reversed source, embeddings 1000, vocabularies of 50,000, input feeding (§3.3), dropout 0.2,
   * gradient norm 5, parameters uniform in [-0.1, 0.1]; the updater is Adam instead of the paper's
   * SGD.
   */
  public static AttentionSeq2SeqBuilder luongGeneral() {
    return luong(new General());
  }

  /** Luong et al. 2015 with the score "concat" (eq. 8); see {@link #luongGeneral}. */
  public static AttentionSeq2SeqBuilder luongConcat() {
    return luong(new Additive(1000));
  }

  /**
   * Luong et al. 2015 with the score "general" and local attention, monotonic ("local-m", §3.2), D
   * = 10; see {@link #luongGeneral}.
   */
  public static AttentionSeq2SeqBuilder luongLocalMonotonic() {
    return luongGeneral().window(Window.localMonotonic(10));
  }

  /**
   * Luong et al. 2015 with the score "general" and local attention, predictive ("local-p", eq. 9
   * and 10), D = 10: the paper's best model. See {@link #luongGeneral}.
   */
  public static AttentionSeq2SeqBuilder luongLocalPredictive() {
    return luongGeneral().window(Window.localPredictive(10));
  }

  private static AttentionSeq2SeqBuilder luong(Score score) {
    return builder()
        .order(AttentionOrder.LUONG)
        .vocabularySize(50_000)
        .cell(Cell.LSTM)
        .layers(4)
        .embeddingSize(1000)
        .units(1000)
        .bidirectional(false)
        .reverseSource(true)
        .score(score)
        .inputFeeding(true)
        .dropout(0.2)
        .gradientClipping(5)
        .initialization(Initialization.uniform(0.1));
  }

  @Override
  void addParts(GraphBuilder graph) {
    TokenLayers tokens = options.tokens();
    tokens.addEmbeddings(graph);
    boolean states = !options.bidirectional; // those that are not part of the memory
    RecurrentEncoder encoder = options.encoder(direction(), states);
    graph.addLayer("encoder", encoder, TokenLayers.SOURCE_EMBEDDING);
    RecurrentDecoder decoder = options.decoder(encoder.layout(), decoderOrder(), initialState());
    graph.addVertex("decoder", decoder, TokenLayers.TARGET_EMBEDDING, "encoder");
    tokens.addOutput(graph, "decoder", decoder.outputSize());
  }

  private Direction direction() {
    if (options.bidirectional) {
      return Direction.BOTH;
    }
    return options.reverseSource ? Direction.BACKWARD : Direction.FORWARD;
  }

  /** Bahdanau: from the backward state; Luong: the encoder's states, where the sizes agree. */
  private InitialState initialState() {
    return options.order == AttentionOrder.LUONG && !options.bidirectional
        ? InitialState.ENCODER
        : InitialState.BRIDGE;
  }

  private DecoderOrder decoderOrder() {
    long units = options.units;
    Score score = options.score == null ? new Additive(Math.toIntExact(units)) : options.score;
    Alignment alignment = new Alignment(score, options.window);
    if (options.order == AttentionOrder.LUONG) {
      return new LuongOrder(alignment, options.inputFeeding != null && options.inputFeeding, units);
    }
    if (!options.maxout) {
      return BahdanauOrder.concat(alignment);
    }
    return BahdanauOrder.maxout(
        alignment, options.maxoutSize == null ? Math.max(1, units / 2) : options.maxoutSize);
  }
}
