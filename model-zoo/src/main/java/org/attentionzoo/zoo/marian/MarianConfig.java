package org.attentionzoo.zoo.marian;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.TransformerOptions;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.weights.WeightsException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * What a Marian model computes, in the names of Hugging Face's {@code MarianConfig}: a Transformer
 * that normalizes after its sub-layers, with sinusoids.
 *
 * @param encoder the layers of the encoder
 * @param decoder the layers of the decoder
 * @param scaled whether token vectors are multiplied by √d
 * @param sharedEmbeddings whether source and target have one table, and one vocabulary
 * @param tiedOutput whether the output has the target's table
 * @param sinusoids how positions lie in a vector
 */
record MarianConfig(
    int encoderLayers,
    int decoderLayers,
    TransformerOptions encoder,
    TransformerOptions decoder,
    boolean scaled,
    boolean sharedEmbeddings,
    boolean tiedOutput,
    SinusoidLayout sinusoids) {

  private static final ObjectMapper MAPPER = NeuralNetConfiguration.mapper();

  static final int MOST_LAYERS = 1000;
  static final int LARGEST = 1 << 20;

  /** The names of Hugging Face's Transformers. */
  static final Map<String, FeedForwardActivation> ACTIVATIONS =
      Map.of(
          "relu", FeedForwardActivation.RELU,
          "gelu", FeedForwardActivation.GELU,
          "gelu_new", FeedForwardActivation.GELU_TANH,
          "gelu_pytorch_tanh", FeedForwardActivation.GELU_TANH,
          "quick_gelu", FeedForwardActivation.GELU_SIGMOID,
          "swish", FeedForwardActivation.SWISH,
          "silu", FeedForwardActivation.SWISH,
          "tanh", FeedForwardActivation.TANH);

  /** Settings of the time when one class was for BART and Marian; Marian's models have none on. */
  private static final List<String> OFF =
      List.of("normalize_before", "normalize_embedding", "add_final_layer_norm", "add_bias_logits");

  /**
   * @param config config.json
   * @throws WeightsException if it is of another kind of model, or a value is missing or out of its
   *     range; names file and value
   */
  static MarianConfig of(Settings config) throws WeightsException {
    if (!config.text("model_type", "").equals("marian")) {
      throw config.wrong("model_type", "\"marian\"");
    }
    for (String name : OFF) {
      if (config.flag(name, false)) {
        throw config.wrong(name, "false, as all Marian models have it");
      }
    }
    if (!config.flag("static_position_embeddings", true)) {
      throw config.wrong("static_position_embeddings", "true");
    }
    return new MarianConfig(
        config.whole("encoder_layers", 1, MOST_LAYERS),
        config.whole("decoder_layers", 1, MOST_LAYERS),
        layer(config, "encoder"),
        layer(config, "decoder"),
        config.flag("scale_embedding", false),
        config.flag("share_encoder_decoder_embeddings", true),
        config.flag("tie_word_embeddings", true),
        SinusoidLayout.HALVES);
  }

  private static TransformerOptions layer(Settings config, String stack) throws WeightsException {
    String activation = config.text("activation_function", "gelu");
    if (!ACTIVATIONS.containsKey(activation)) {
      throw config.wrong(
          "activation_function", "one of " + ACTIVATIONS.keySet().stream().sorted().toList());
    }
    int size = config.whole("d_model", 2, LARGEST);
    int heads = config.whole(stack + "_attention_heads", 1, size);
    if (size % heads != 0 || size % 2 != 0) {
      throw config.wrong("d_model", "an even multiple of " + stack + "_attention_heads, " + heads);
    }
    double dropout = config.number("dropout", 0, 0.999, 0.1);
    return TransformerOptions.standard()
        .size(size)
        .heads(heads)
        .feedForwardSize(config.whole(stack + "_ffn_dim", 1, LARGEST))
        .feedForwardActivation(ACTIVATIONS.get(activation))
        .dropoutRate(dropout)
        .attentionDropoutRate(config.number("attention_dropout", 0, 0.999, 0))
        .activationDropoutRate(config.number("activation_dropout", 0, 0.999, 0));
  }

  /** Which tables are one. */
  Tying tying() {
    return sharedEmbeddings
        ? tiedOutput ? Tying.ALL : Tying.SOURCE_AND_TARGET
        : tiedOutput ? Tying.TARGET_AND_OUTPUT : Tying.NONE;
  }

  /** Our model of this kind. */
  Transformer model(int sourceVocabularySize, int targetVocabularySize, Tying tying) {
    TransformerModelBuilder builder =
        Transformer.base()
            .labelSmoothing(0)
            .encoderOptions(o -> encoder)
            .decoderOptions(o -> decoder)
            .encoderLayers(encoderLayers)
            .decoderLayers(decoderLayers)
            .scaledEmbeddings(scaled)
            .sinusoidalPositions(sinusoids, 0)
            .tying(tying);
    return builder
        .sourceVocabularySize(sourceVocabularySize)
        .targetVocabularySize(targetVocabularySize)
        .build();
  }

  /** Says what layers are like, as {@link #of} reads it. */
  static void describe(String stack, TransformerOptions layer, ObjectNode to) {
    JsonNode options = MAPPER.valueToTree(layer);
    to.put(stack + "_attention_heads", options.path("heads").asLong());
    to.put(stack + "_ffn_dim", layer.feedForwardSize());
    to.put("activation_function", name(options.path("activation").asText()));
    to.put("dropout", layer.dropoutRate());
    to.put("attention_dropout", options.path("attentionDropoutRate").asDouble(layer.dropoutRate()));
    to.put(
        "activation_dropout", options.path("activationDropoutRate").asDouble(layer.dropoutRate()));
  }

  /** The first of an activation's names, in alphabetical order. */
  private static String name(String activation) {
    return ACTIVATIONS.entrySet().stream()
        .filter(each -> each.getValue().name().equals(activation))
        .map(Map.Entry::getKey)
        .min(String::compareTo)
        .orElseThrow();
  }
}
