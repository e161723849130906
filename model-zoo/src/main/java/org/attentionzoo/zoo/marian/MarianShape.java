package org.attentionzoo.zoo.marian;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.LayerNorm;
import org.attentionzoo.layers.transformer.TransformerOptions;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** A network of ours as a {@link MarianConfig}, if it computes what Marian's do. */
final class MarianShape {

  private static final ObjectMapper MAPPER = NeuralNetConfiguration.mapper();

  private final ComputationGraph network;
  private final Set<String> parameters;

  private MarianShape(ComputationGraph network) {
    this.network = network;
    this.parameters = network.paramTable().keySet();
  }

  /**
   * @throws IllegalArgumentException if it computes anything else; names part and option
   */
  static MarianConfig of(ComputationGraph network) {
    return new MarianShape(network).config();
  }

  private MarianConfig config() {
    JsonNode source = embedding("sourceEmbedding");
    JsonNode target = embedding("targetEmbedding");
    if (source.path("scaled").asBoolean() != target.path("scaled").asBoolean()) {
      throw wrong("targetEmbedding", "scaled", target.get("scaled"), source.get("scaled"));
    }
    MarianConfig config =
        new MarianConfig(
            layers("encoder"),
            layers("decoder"),
            options("encoder"),
            options("decoder"),
            source.path("scaled").asBoolean(),
            parameters.contains("table_W") && !parameters.contains("sourceEmbedding_W"),
            !parameters.contains("output_W"),
            SinusoidLayout.HALVES);
    for (String option :
        List.of("activation", "dropoutRate", "attentionDropoutRate", "activationDropoutRate")) {
      JsonNode encoder = part("encoder0").path(option);
      if (!encoder.equals(part("decoder0").path(option))) {
        throw wrong("decoder0", option, part("decoder0").path(option), "the encoder's, " + encoder);
      }
    }
    checkParameters(config);
    return config;
  }

  /** Whatever has a parameter more, or less, is another kind of model. */
  private void checkParameters(MarianConfig config) {
    Set<String> expected = new HashSet<>();
    expected.addAll(MarianLayers.HUGGING_FACE.names("encoder", config.encoderLayers()).keySet());
    expected.addAll(MarianLayers.HUGGING_FACE.names("decoder", config.decoderLayers()).keySet());
    expected.add("output_b");
    if (!config.tiedOutput()) {
      expected.add("output_W");
    }
    if (!config.sharedEmbeddings()) {
      expected.add("sourceEmbedding_W");
    }
    expected.add(parameters.contains("table_W") ? "table_W" : "targetEmbedding_W");
    for (String name : parameters) {
      if (!expected.contains(name)) {
        throw new IllegalArgumentException("Marian has nothing for the parameter " + name);
      }
    }
    for (String name : expected) {
      if (!parameters.contains(name)) {
        throw new IllegalArgumentException("the model has no parameter " + name + ", Marian has");
      }
    }
  }

  private int layers(String stack) {
    int layers = 0;
    while (network.getConfiguration().getVertices().containsKey(stack + layers)) {
      layers++;
    }
    if (layers == 0) {
      throw new IllegalArgumentException(
          "the model has no part \"" + stack + "0\": it is no Transformer of encoder and decoder");
    }
    return layers;
  }

  private JsonNode embedding(String name) {
    JsonNode options = part(name);
    require(name, options, "positions", "SINUSOIDAL");
    String layout =
        options.hasNonNull("sinusoidLayout")
            ? options.get("sinusoidLayout").asText()
            : SinusoidLayout.INTERLEAVED.name();
    if (!layout.equals(SinusoidLayout.HALVES.name())) {
      throw wrong(name, "sinusoidLayout", layout, SinusoidLayout.HALVES);
    }
    require(name, options, "firstPosition", "0");
    return options;
  }

  private TransformerOptions options(String stack) {
    JsonNode first = part(stack + 0);
    require(stack + 0, first, "normPosition", "POST");
    require(stack + 0, first, "epsilon", Double.toString(LayerNorm.DEFAULT_EPSILON));
    for (int i = 1; i < layers(stack); i++) {
      if (!part(stack + i).equals(first)) {
        throw new IllegalArgumentException(
            "Marian's layers are alike, but \""
                + stack
                + i
                + "\" has other options than the first");
      }
    }
    double dropout = first.path("dropoutRate").asDouble();
    return TransformerOptions.standard()
        .size(first.path("size").asLong())
        .heads(first.path("heads").asLong())
        .feedForwardSize(first.path("innerSize").asLong())
        .feedForwardActivation(FeedForwardActivation.valueOf(first.path("activation").asText()))
        .dropoutRate(dropout)
        .attentionDropoutRate(first.path("attentionDropoutRate").asDouble(dropout))
        .activationDropoutRate(first.path("activationDropoutRate").asDouble(dropout));
  }

  private static void require(String part, JsonNode options, String option, String expected) {
    JsonNode found = options.path(option);
    if (!found.asText().equals(expected)) {
      throw wrong(part, option, found, expected);
    }
  }

  private static IllegalArgumentException wrong(
      String part, String option, Object found, Object expected) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s of \"%s\" is %s, but a Marian model has %s",
            option,
            part,
            found,
            expected));
  }

  /** The options of a vertex, or of the layer in it, which may be frozen. */
  private JsonNode part(String name) {
    Object vertex = network.getConfiguration().getVertices().get(name);
    JsonNode part = MAPPER.valueToTree(vertex);
    while (part.has("layerConf") || part.has("layer")) {
      part = part.has("layerConf") ? part.get("layerConf").get("layer") : part.get("layer");
    }
    if (!part.has("options")) {
      throw new IllegalArgumentException(
          "the model has no part \"" + name + "\" of a Transformer of encoder and decoder");
    }
    return part.get("options");
  }
}
