package org.attentionzoo.zoo.marian;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.TransformerOptions;
import org.attentionzoo.zoo.weights.WeightsException;

/** What Marian's own options, {@code special:model.yml}, say of a model. */
final class MarianOptions {

  /** Of Marian's layer normalization. */
  private static final double EPSILON = 1e-6;

  private static final Map<String, FeedForwardActivation> ACTIVATIONS =
      Map.of(
          "relu", FeedForwardActivation.RELU,
          "swish", FeedForwardActivation.SWISH,
          "gelu", FeedForwardActivation.GELU_SIGMOID);

  /** Options that change what is computed; where they are not there they are as here. */
  private static final Map<String, Object> EXPECTED =
      Map.ofEntries(
          Map.entry("type", "transformer"),
          Map.entry("right-left", false),
          Map.entry("transformer-ffn-depth", 2),
          Map.entry("transformer-decoder-ffn-depth", 0),
          Map.entry("transformer-no-projection", false),
          Map.entry("transformer-no-bias", false),
          Map.entry("transformer-no-affine", false),
          Map.entry("transformer-pool", false),
          Map.entry("transformer-preprocess", ""),
          Map.entry("transformer-postprocess", "dan"),
          Map.entry("transformer-postprocess-emb", "d"),
          Map.entry("transformer-postprocess-top", ""),
          Map.entry("transformer-train-position-embeddings", false),
          Map.entry("transformer-disable-position-embeddings", false),
          Map.entry("transformer-decoder-autoreg", "self-attention"),
          Map.entry("ulr", false),
          Map.entry("lemma-dim-emb", 0));

  private MarianOptions() {}

  /**
   * @throws WeightsException if the model is of another kind, or an option is missing or out of its
   *     range; names it
   */
  static MarianConfig config(Settings options) throws WeightsException {
    for (Map.Entry<String, Object> each : EXPECTED.entrySet()) {
      String name = each.getKey();
      String expected = each.getValue().toString();
      if (options.has(name) && !options.get(name).asText().equals(expected)) {
        throw options.wrong(name, expected.isEmpty() ? "nothing" : expected);
      }
    }
    if (!options.get("transformer-tied-layers").isEmpty()) {
      throw options.wrong("transformer-tied-layers", "none");
    }
    boolean all = options.flag("tied-embeddings-all", false);
    TransformerOptions layer = layer(options);
    int inner = options.whole("transformer-decoder-dim-ffn", 0, MarianConfig.LARGEST, 0);
    return new MarianConfig(
        options.whole("enc-depth", 1, MarianConfig.MOST_LAYERS),
        options.whole("dec-depth", 1, MarianConfig.MOST_LAYERS),
        layer,
        inner == 0 ? layer : layer.feedForwardSize(inner),
        true,
        all || options.flag("tied-embeddings-src", false),
        all || options.flag("tied-embeddings", false),
        SinusoidLayout.TENSOR2TENSOR);
  }

  private static TransformerOptions layer(Settings options) throws WeightsException {
    String activation = options.text("transformer-ffn-activation", "");
    if (!ACTIVATIONS.containsKey(activation)) {
      List<String> known = ACTIVATIONS.keySet().stream().sorted().toList();
      throw options.wrong("transformer-ffn-activation", "one of " + known);
    }
    int size = options.whole("dim-emb", 4, MarianConfig.LARGEST);
    int heads = options.whole("transformer-heads", 1, size);
    if (size % heads != 0 || size % 2 != 0) {
      throw options.wrong("dim-emb", "an even multiple of transformer-heads, " + heads);
    }
    return TransformerOptions.standard()
        .size(size)
        .heads(heads)
        .feedForwardSize(options.whole("transformer-dim-ffn", 1, MarianConfig.LARGEST))
        .feedForwardActivation(ACTIVATIONS.get(activation))
        .epsilon(EPSILON)
        .dropoutRate(options.number("transformer-dropout", 0, 0.999, 0.1))
        .attentionDropoutRate(options.number("transformer-dropout-attention", 0, 0.999, 0))
        .activationDropoutRate(options.number("transformer-dropout-ffn", 0, 0.999, 0));
  }
}
