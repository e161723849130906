package org.attentionzoo.zoo.ctranslate2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.LayerNorm;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.transformer.TransformerOptions;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.MarkingTokenizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.weights.CTranslate2File;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.WeightMap;
import org.attentionzoo.zoo.weights.WeightsException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Transformer as a {@link CTranslate2File} describes it. Options are single numbers in the file,
 * whose absence has a meaning, too: eight heads, norms before the sub-layers, ReLU, vectors times
 * √d, sinusoids. From revision 5 on encoder and decoder have their own.
 */
final class CTranslate2Transformer {

  private static final List<String> KINDS =
      List.of("TransformerSpec", "TransformerBase", "TransformerBig");

  private static final List<FeedForwardActivation> ACTIVATIONS =
      List.of(
          FeedForwardActivation.RELU,
          FeedForwardActivation.GELU_TANH,
          FeedForwardActivation.SWISH,
          FeedForwardActivation.GELU,
          FeedForwardActivation.GELU_SIGMOID,
          FeedForwardActivation.TANH);

  private static final List<String> PADS = List.of("<blank>", "<pad>");

  private final CTranslate2File file;
  private final CTranslate2Configuration configuration;

  /**
   * @throws WeightsException if the model is of another kind
   */
  CTranslate2Transformer(CTranslate2File file, CTranslate2Configuration configuration)
      throws WeightsException {
    this.file = file;
    this.configuration = configuration;
    if (!KINDS.contains(file.specification())) {
      throw wrong("is of kind %s, not one of %s", file.specification(), KINDS);
    }
    if (file.revision() < 2) {
      throw wrong("is of revision %d, whose names are not known here", file.revision());
    }
  }

  /** The other program's tokens that the encoder reads before and after those of a text. */
  List<String> before() throws WeightsException {
    return sourceMark("source_bos", configuration.token("bos_token", "<s>"));
  }

  List<String> after() throws WeightsException {
    return sourceMark("source_eos", configuration.token("eos_token", "</s>"));
  }

  private List<String> sourceMark(String name, String token) throws WeightsException {
    boolean marked = configuration.flag("add_" + name, flag("with_" + name, false));
    return marked ? List.of(token) : List.of();
  }

  /** What divides texts of the source: marks are put around it. */
  Tokenizer marking(Tokenizer tokenizer) throws WeightsException {
    List<String> before = before().stream().map(ForeignVocabulary::mark).toList();
    List<String> after = after().stream().map(ForeignVocabulary::mark).toList();
    return before.isEmpty() && after.isEmpty()
        ? tokenizer
        : new MarkingTokenizer(tokenizer, before, after);
  }

  private WeightsException wrong(String problem, Object... values) {
    return new WeightsException(file.file(), String.format(Locale.ROOT, problem, values));
  }

  /**
   * A vocabulary of the model.
   *
   * @throws IllegalArgumentException if it lacks a special token, or has not as many tokens as the
   *     model
   */
  ForeignVocabulary vocabulary(String side, List<String> tokens) throws WeightsException {
    String unknown = configuration.token("unk_token", "<unk>");
    List<String> all = new ArrayList<>(tokens);
    if (!all.contains(unknown)) { // CTranslate2 does so, too
      all.add(unknown);
    }
    String stack = side.equals("source") ? "encoder" : "decoder";
    if (file.shape(embedding(stack)).length != 2) {
      throw new IllegalArgumentException(embedding(stack) + " is no matrix");
    }
    long rows = file.shape(embedding(stack))[0];
    if (rows != all.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it has %d tokens with %s, but %s has %d rows",
              all.size(),
              unknown,
              embedding(stack),
              rows));
    }
    Optional<String> begin =
        begin().filter(token -> stack.equals("decoder") || all.contains(token));
    String end = configuration.token("eos_token", "</s>");
    Optional<String> pad =
        PADS.stream()
            .filter(token -> all.contains(token) && !token.equals(unknown) && !token.equals(end))
            .filter(token -> begin.isEmpty() || !token.equals(begin.get()))
            .findFirst();
    List<String> marks = new ArrayList<>(before());
    marks.addAll(after());
    marks.removeIf(token -> stack.equals("decoder") && !all.contains(token));
    return ForeignVocabulary.of(all, pad, unknown, begin, end, marks);
  }

  /**
   * What the decoder begins with. The source gets it, too, so that one vocabulary of both stays
   * one.
   */
  private Optional<String> begin() throws WeightsException {
    if (flag("decoder/start_from_zero_embedding", false)) {
      return Optional.empty();
    }
    String otherwise = flag("with_target_bos", true) ? "bos_token" : "eos_token";
    String usual = configuration.token(otherwise, otherwise.equals("bos_token") ? "<s>" : "</s>");
    return Optional.of(configuration.token("decoder_start_token", usual));
  }

  private boolean flag(String name, boolean otherwise) throws WeightsException {
    OptionalDouble value = file.option(name);
    return value.isPresent() ? value.getAsDouble() != 0 : otherwise;
  }

  /** Of a stack, or of the model before revision 5. */
  private double option(String stack, String name, double otherwise) throws WeightsException {
    OptionalDouble own = file.option(stack + "/" + name);
    return own.isPresent() ? own.getAsDouble() : file.option(name).orElse(otherwise);
  }

  private boolean has(String name) {
    return file.names().contains(name);
  }

  private String embedding(String stack) {
    String single = stack + "/embeddings/weight";
    return has(single) ? single : stack + "/embeddings_0/weight";
  }

  private int layers(String stack) {
    int layers = 0;
    while (has(stack + "/layer_" + layers + "/ffn/linear_0/weight")) {
      layers++;
    }
    return layers;
  }

  /** A network of this form with random parameters. */
  ComputationGraph network(ForeignVocabulary source, ForeignVocabulary target)
      throws WeightsException {
    TransformerModelBuilder builder =
        Transformer.builder()
            .dropout(0.1)
            .labelSmoothing(0.1)
            .encoderLayers(layers("encoder"))
            .decoderLayers(layers("decoder"))
            .sourceVocabularySize(source.vocabulary().size())
            .targetVocabularySize(target.vocabulary().size())
            .tying(tying(source, target))
            .scaledEmbeddings(same("scaled embeddings", scaled("encoder"), scaled("decoder")))
            .embeddingNorm(both("layernorm_embedding/gamma"))
            .finalNorm(both("layer_norm/gamma"));
    TransformerOptions encoder = options("encoder");
    TransformerOptions decoder = options("decoder");
    builder.encoderOptions(o -> encoder).decoderOptions(o -> decoder);
    positions(builder);
    return builder.build().init();
  }

  private TransformerOptions options(String stack) throws WeightsException {
    long[] table = file.shape(embedding(stack));
    int otherHeads = file.specification().equals("TransformerBig") ? 16 : 8;
    int activation = (int) option(stack, "activation", 0);
    if (activation < 0 || activation >= ACTIVATIONS.size()) {
      throw wrong("has activation %d, which is not known here", activation);
    }
    String inner = stack + "/layer_0/ffn/linear_0/weight";
    if (table.length != 2 || !has(inner) || file.shape(inner).length != 2) {
      throw wrong("has a %s without layers, or of odd shapes", stack);
    }
    return TransformerOptions.standard()
        .size(table[1])
        .heads((long) option(stack, "num_heads", otherHeads))
        .feedForwardSize(file.shape(inner)[0])
        .feedForwardActivation(ACTIVATIONS.get(activation))
        .normPosition(option(stack, "pre_norm", 1) != 0 ? NormPosition.PRE : NormPosition.POST)
        .epsilon(configuration.number("layer_norm_epsilon", LayerNorm.DEFAULT_EPSILON))
        .dropoutRate(0.1);
  }

  private boolean same(String what, boolean encoder, boolean decoder) throws WeightsException {
    if (encoder != decoder) {
      throw wrong("has %s in encoder or decoder alone, which no Transformer of ours has", what);
    }
    return encoder;
  }

  private boolean both(String name) throws WeightsException {
    return same(name, has("encoder/" + name), has("decoder/" + name));
  }

  /** Whether vectors are multiplied by √d: an absent factor, a flag, or the factor itself. */
  private boolean scaled(String stack) throws WeightsException {
    String factorName = stack + "/scale_embeddings";
    if (!has(factorName)) {
      factorName = stack + "/embeddings/multiply_by_sqrt_depth";
    }
    double root = Math.sqrt(file.shape(embedding(stack))[1]);
    double value = file.option(factorName).orElse(root);
    if (value == 0 || value == 1) { // 1 as a flag is √d, and as a factor it is none
      return value == 1 && file.isFlag(factorName);
    }
    if (Math.abs(value - root) > 1e-4 * root) {
      throw wrong("multiplies embeddings by %s, and not by the root of their size", value);
    }
    return true;
  }

  private void positions(TransformerModelBuilder builder) throws WeightsException {
    if (!both("position_encodings/encodings")) {
      builder.sinusoidalPositions(SinusoidLayout.TENSOR2TENSOR, 1);
      return;
    }
    long[] encoder = file.shape("encoder/position_encodings/encodings");
    long[] decoder = file.shape("decoder/position_encodings/encodings");
    if (!Arrays.equals(encoder, decoder)) {
      throw wrong(
          "has position encodings of shapes %s and %s",
          Arrays.toString(encoder), Arrays.toString(decoder));
    }
    builder.learnedPositions(encoder[0]);
  }

  /** Tables that are equal are one, as they were when the model was trained. */
  private Tying tying(ForeignVocabulary source, ForeignVocabulary target) throws WeightsException {
    boolean output = isSame(embedding("decoder"), "decoder/projection/weight");
    boolean embeddings =
        Arrays.equals(source.rows(), target.rows())
            && source.vocabulary().equals(target.vocabulary())
            && isSame(embedding("decoder"), embedding("encoder"));
    return output
        ? embeddings ? Tying.ALL : Tying.TARGET_AND_OUTPUT
        : embeddings ? Tying.SOURCE_AND_TARGET : Tying.NONE;
  }

  private boolean isSame(String name, String other) throws WeightsException {
    if (!has(name) || !has(other) || !Arrays.equals(file.shape(name), file.shape(other))) {
      return false;
    }
    if (file.areSame(name, other)) {
      return true;
    }
    try (INDArray one = file.read(name);
        INDArray two = file.read(other)) {
      return one.equalsWithEps(two, 0);
    }
  }

  /** Where each parameter is in the file. */
  WeightMap map(ForeignVocabulary source, ForeignVocabulary target) throws WeightsException {
    return new CTranslate2Map(file)
        .tokens(tying(source, target), source, target, embedding("encoder"), embedding("decoder"))
        .stack("encoder", layers("encoder"), List.of("self_attention"))
        .stack("decoder", layers("decoder"), List.of("self_attention", "attention"))
        .map();
  }
}
