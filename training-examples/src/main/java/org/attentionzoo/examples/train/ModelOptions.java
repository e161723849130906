package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.zoo.finetuning.DropoutKind;
import org.attentionzoo.zoo.finetuning.FineTuningBuilder;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.RecurrentModelBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options of a model. What is not given has the default that suits the model. */
final class ModelOptions {

  private static final Set<ModelKind> RECURRENT =
      EnumSet.of(ModelKind.BAHDANAU, ModelKind.LUONG, ModelKind.SEQ2SEQ);
  private static final Set<ModelKind> ATTENTION = EnumSet.of(ModelKind.BAHDANAU, ModelKind.LUONG);
  private static final Set<ModelKind> TRANSFORMER = EnumSet.of(ModelKind.TRANSFORMER);

  /** The models that each option belongs to; those not listed belong to all. */
  private static final Map<String, Set<ModelKind>> BELONGS_TO = new LinkedHashMap<>();

  static {
    BELONGS_TO.put("--cell", RECURRENT);
    BELONGS_TO.put("--embedding-size", RECURRENT);
    BELONGS_TO.put("--units", RECURRENT);
    BELONGS_TO.put("--reverse-source", RECURRENT);
    BELONGS_TO.put("--initialization", RECURRENT);
    BELONGS_TO.put("--score", ATTENTION);
    BELONGS_TO.put("--window", ATTENTION);
    BELONGS_TO.put("--window-width", ATTENTION);
    BELONGS_TO.put("--bidirectional", ATTENTION);
    BELONGS_TO.put("--maxout", EnumSet.of(ModelKind.BAHDANAU));
    BELONGS_TO.put("--input-feeding", EnumSet.of(ModelKind.LUONG));
    BELONGS_TO.put("--model-size", TRANSFORMER);
    BELONGS_TO.put("--heads", TRANSFORMER);
    BELONGS_TO.put("--feed-forward", TRANSFORMER);
    BELONGS_TO.put("--decoder-layers", TRANSFORMER);
    BELONGS_TO.put("--norm", TRANSFORMER);
    BELONGS_TO.put("--activation", TRANSFORMER);
    BELONGS_TO.put("--attention-dropout", TRANSFORMER);
    BELONGS_TO.put("--activation-dropout", TRANSFORMER);
    BELONGS_TO.put("--learned-positions", TRANSFORMER);
  }

  /** Of a vocabulary that is not known yet. */
  private static final int ANY_SIZE = 100;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "transformer",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ModelKind kind;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Layers of the encoder, and of the decoder (default: 1, transformer 3).")
  private Integer layers;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      description = "Dropout rate, 0 to below 1 (default: 0.2, transformer 0.1).")
  private Double dropout;

  @Option(
      names = "--label-smoothing",
      paramLabel = "E",
      defaultValue = "0.1",
      description =
          "Share of the probability that is spread over all tokens, 0 to below 1"
              + " (default: ${DEFAULT-VALUE}).")
  private double labelSmoothing;

  @Option(
      names = "--tying",
      paramLabel = "WHAT",
      description =
          "Which tables are one: none, target (target embedding and output), all (the source"
              + " embedding, too; needs --joint-vocabulary)."
              + " Default: none; transformer all with a joint vocabulary, else target.")
  private TyingKind tying;

  @Mixin private RecurrentModelOptions recurrent;

  @Option(
      names = "--model-size",
      paramLabel = "N",
      description = "transformer: d, the size of a token's vector (default: 256).")
  private Integer modelSize;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "transformer: attention heads, a divisor of the model size (default: 4).")
  private Long heads;

  @Option(
      names = "--feed-forward",
      paramLabel = "N",
      description = "transformer: inner size of the feed-forward nets (default: 4 x model size).")
  private Long feedForward;

  @Option(
      names = "--decoder-layers",
      paramLabel = "N",
      description = "transformer: layers of the decoder, where not as many as --layers.")
  private Integer decoderLayers;

  @Option(
      names = "--norm",
      paramLabel = "WHERE",
      description =
          "transformer: normalize pre (before each sub-layer, which learns sooner and without care)"
              + " or post (after it, as in the paper) (default: pre).")
  private NormPosition norm;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "transformer: ${COMPLETION-CANDIDATES} (default: RELU).")
  private FeedForwardActivation activation;

  @Option(
      names = "--attention-dropout",
      paramLabel = "RATE",
      description = "transformer: dropout of the attention weights (default: --dropout).")
  private Double attentionDropout;

  @Option(
      names = "--activation-dropout",
      paramLabel = "RATE",
      description = "transformer: dropout inside the feed-forward nets (default: --dropout).")
  private Double activationDropout;

  @Option(
      names = "--learned-positions",
      paramLabel = "LENGTH",
      description =
          "transformer: train a vector for each of LENGTH positions instead of sinusoids; sentences"
              + " of LENGTH or more tokens are left out.")
  private Long learnedPositions;

  ModelKind kind() {
    return kind;
  }

  /** The most tokens of a sentence that the model can take, on either side. */
  long longestSentence() {
    return learnedPositions == null ? Long.MAX_VALUE : learnedPositions - 1; // one begins a target
  }

  /** The tables that are one in a model with or without a joint vocabulary. */
  TyingKind tying(boolean jointVocabulary) {
    if (tying != null) {
      return tying;
    }
    if (kind != ModelKind.TRANSFORMER) {
      return TyingKind.NONE;
    }
    return jointVocabulary ? TyingKind.ALL : TyingKind.TARGET;
  }

  /** Options that a saved model can be given anew. */
  static final Set<String> OF_SAVED_MODELS =
      Set.of("--dropout", "--attention-dropout", "--activation-dropout", "--label-smoothing");

  /**
   * Gives a saved model what was said.
   *
   * @param given whether an option was
   * @throws IllegalArgumentException if the model has no such dropout
   */
  void change(FineTuningBuilder tuning, Predicate<String> given) {
    if (dropout != null) {
      tuning.dropout(dropout);
    }
    if (attentionDropout != null) {
      tuning.dropout(DropoutKind.ATTENTION_WEIGHTS, attentionDropout);
    }
    if (activationDropout != null) {
      tuning.dropout(DropoutKind.FEED_FORWARD, activationDropout);
    }
    if (given.test("--label-smoothing")) {
      tuning.labelSmoothing(labelSmoothing);
    }
  }

  /** Refuses options that another model has. */
  void check(ParseResult parsed) {
    BELONGS_TO.forEach(
        (option, models) -> {
          if (parsed.hasMatchedOption(option) && !models.contains(kind)) {
            throw new ParameterException(
                parsed.commandSpec().commandLine(),
                String.format(
                    Locale.ROOT,
                    "%s has no meaning for --model %s, only for %s",
                    option,
                    kind,
                    models));
          }
        });
    recurrent.check(parsed);
    require(
        learnedPositions == null || learnedPositions >= 2,
        "--learned-positions",
        learnedPositions,
        "at least 2");
  }

  /**
   * Puts the model together without memory for it, so that sizes that do not fit are known before
   * any text is read.
   *
   * @throws IllegalArgumentException if the options do not go together
   */
  void checkSizes(boolean joint, int longestSource) {
    builder(joint, longestSource)
        .sourceVocabularySize(ANY_SIZE)
        .targetVocabularySize(ANY_SIZE)
        .build();
  }

  /**
   * A builder with these options; vocabulary sizes, updater and seed are left to the caller.
   *
   * @param joint whether source and target have one vocabulary
   * @param longestSource the most tokens that a source may have
   */
  ModelBuilder<?> builder(boolean joint, int longestSource) {
    ModelBuilder<?> builder =
        switch (kind) {
          case BAHDANAU, LUONG ->
              recurrentModel(recurrent.attention(kind == ModelKind.LUONG, longestSource));
          case SEQ2SEQ -> recurrentModel(recurrent.seq2seq());
          case TRANSFORMER -> transformer();
        };
    return builder
        .labelSmoothing(labelSmoothing)
        .tying(tying(joint).tying())
        .gradientClipping(0); // the whole gradient is clipped instead
  }

  private ModelBuilder<?> recurrentModel(RecurrentModelBuilder<?> builder) {
    return builder.layers(or(layers, 1)).dropout(or(dropout, 0.2));
  }

  private TransformerModelBuilder transformer() {
    int size = or(modelSize, 256);
    int encoderLayers = or(layers, 3);
    TransformerModelBuilder builder =
        Transformer.builder()
            .modelSize(size)
            .heads(or(heads, 4L))
            .feedForwardSize(or(feedForward, 4L * size))
            .encoderLayers(encoderLayers)
            .decoderLayers(or(decoderLayers, encoderLayers))
            .dropout(or(dropout, 0.1))
            .normPosition(or(norm, NormPosition.PRE))
            .activation(or(activation, FeedForwardActivation.RELU));
    if (attentionDropout != null) {
      builder.attentionDropout(attentionDropout);
    }
    if (activationDropout != null) {
      builder.activationDropout(activationDropout);
    }
    return learnedPositions == null ? builder : builder.learnedPositions(learnedPositions);
  }

  static <T> T or(T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
