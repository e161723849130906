package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.train.ModelOptions.or;

import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.zoo.model.AttentionOrder;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.AttentionSeq2SeqBuilder;
import org.attentionzoo.zoo.model.Initialization;
import org.attentionzoo.zoo.model.RecurrentModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Seq2SeqBuilder;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options of recurrent models, with attention and without. */
final class RecurrentModelOptions {

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      description = "gru or lstm (default: gru; luong and seq2seq lstm).")
  private Cell cell;

  @Option(
      names = "--embedding-size",
      paramLabel = "N",
      description = "Recurrent models: size of a token's vector (default: 256).")
  private Long embeddingSize;

  @Option(
      names = "--units",
      paramLabel = "N",
      description = "Recurrent models: units of a layer and direction (default: 256).")
  private Integer units;

  @Option(
      names = "--reverse-source",
      negatable = true,
      description =
          "Recurrent models: read the source backwards (default: only seq2seq does,"
              + " as Sutskever et al. 2014).")
  private Boolean reverseSource;

  @Option(
      names = "--initialization",
      paramLabel = "HOW",
      description =
          "Recurrent models: standard (Xavier, orthogonal), bahdanau (his appendix B.1)"
              + " or a number B for uniform in [-B, B] (default: standard).")
  private String initialization;

  @Option(
      names = "--score",
      paramLabel = "SCORE",
      description = "bahdanau, luong: ${COMPLETION-CANDIDATES} (default: additive; luong general).")
  private ScoreKind score;

  @Option(
      names = "--window",
      paramLabel = "WINDOW",
      description =
          "bahdanau, luong: global, or Luong's local-m (monotonic) or local-p (predictive)"
              + " (default: global).")
  private WindowKind window;

  @Option(
      names = "--window-width",
      paramLabel = "D",
      description = "Positions on each side of a local window's centre (default: 10).")
  private Integer windowWidth;

  @Option(
      names = "--bidirectional",
      negatable = true,
      description =
          "bahdanau, luong: the encoder reads in both directions (default: it does, unless"
              + " --score dot, scaled-dot or cosine need vectors of the decoder's size).")
  private Boolean bidirectional;

  @Option(
      names = "--maxout",
      paramLabel = "N",
      description = "bahdanau: size of the maxout output (default: half the units).")
  private Long maxout;

  @Option(
      names = "--input-feeding",
      negatable = true,
      description = "luong: feed the last attentional vector back (default: yes).")
  private Boolean inputFeeding;

  /** Refuses options that need another one. */
  void check(ParseResult parsed) {
    if (windowWidth != null && (window == null || window == WindowKind.GLOBAL)) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(), "--window-width needs --window local-m or local-p");
    }
  }

  /**
   * A builder of a model with attention.
   *
   * @param luong whether in Luong's order, else in Bahdanau's
   * @param longestSource the most tokens that a source may have
   */
  AttentionSeq2SeqBuilder attention(boolean luong, int longestSource) {
    ScoreKind scoreKind = or(score, luong ? ScoreKind.GENERAL : ScoreKind.ADDITIVE);
    boolean both = or(bidirectional, !or(reverseSource, false) && !scoreKind.needsEqualSizes());
    AttentionSeq2SeqBuilder builder =
        AttentionSeq2Seq.builder()
            .cell(luong ? Cell.LSTM : Cell.GRU)
            .order(luong ? AttentionOrder.LUONG : AttentionOrder.BAHDANAU)
            .score(scoreKind.create(or(units, 256), longestSource))
            .window(or(window, WindowKind.GLOBAL).create(or(windowWidth, 10)))
            .bidirectional(both);
    if (luong) {
      builder.inputFeeding(or(inputFeeding, true));
    }
    if (maxout != null) {
      builder.maxoutSize(maxout);
    }
    return set(builder);
  }

  /** A builder of the model without attention. */
  Seq2SeqBuilder seq2seq() {
    return set(Seq2Seq.builder());
  }

  private <T extends RecurrentModelBuilder<T>> T set(T builder) {
    if (cell != null) {
      builder.cell(cell);
    }
    if (reverseSource != null) {
      builder.reverseSource(reverseSource);
    }
    return builder
        .embeddingSize(or(embeddingSize, 256L))
        .units(or(units, 256))
        .initialization(initialization());
  }

  private Initialization initialization() {
    if (initialization == null || initialization.equalsIgnoreCase("standard")) {
      return Initialization.standard();
    }
    if (initialization.equalsIgnoreCase("bahdanau")) {
      return Initialization.bahdanau();
    }
    try {
      return Initialization.uniform(Double.parseDouble(initialization));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--initialization must be standard, bahdanau or a number, but is " + initialization, e);
    }
  }
}
