package org.attentionzoo.layers.transformer;

import java.util.function.UnaryOperator;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * What a Transformer layer is told; see {@link TransformerBuilder} for each. The component names
 * are the JSON of saved models: renaming one breaks them.
 *
 * @param attentionDropoutRate null for dropoutRate, as in models saved before it was known
 * @param activationDropoutRate null for dropoutRate, likewise
 */
record TransformerOptions(
    @JsonProperty("size") long size,
    @JsonProperty("heads") long heads,
    @JsonProperty("innerSize") long innerSize,
    @JsonProperty("activation") FeedForwardActivation activation,
    @JsonProperty("normPosition") NormPosition normPosition,
    @JsonProperty("epsilon") double epsilon,
    @JsonProperty("dropoutRate") double dropoutRate,
    @JsonProperty("attentionDropoutRate") Double attentionDropoutRate,
    @JsonProperty("activationDropoutRate") Double activationDropoutRate) {

  TransformerOptions {
    MultiHeadAttention.checkHeads(size, heads);
    Arguments.size("feed-forward size", innerSize);
    Arguments.positive("epsilon", epsilon);
    Arguments.rate("dropout rate", dropoutRate);
    Arguments.rate("attention dropout rate", or(attentionDropoutRate, dropoutRate));
    Arguments.rate("activation dropout rate", or(activationDropoutRate, dropoutRate));
    Arguments.given("activation", activation);
    Arguments.given("norm position", normPosition);
  }

  static void checkGiven(TransformerOptions options) {
    Arguments.given("options", options);
  }

  MultiHeadAttention attention(String prefix) {
    return new MultiHeadAttention(prefix, size, size, heads, or(attentionDropoutRate, dropoutRate));
  }

  FeedForward feedForward() {
    return new FeedForward(
        "ff", size, innerSize, activation, or(activationDropoutRate, dropoutRate));
  }

  Normalization norm(String prefix) {
    return new Normalization(prefix, size, epsilon);
  }

  /** A sub-layer with residual, dropout and the normalization of this prefix. */
  SDVariable residual(LayerGraph g, SDVariable x, String norm, UnaryOperator<SDVariable> sublayer) {
    return normPosition.around(g, x, norm(norm), dropoutRate, sublayer);
  }

  private static double or(Double given, double otherwise) {
    return given == null ? otherwise : given;
  }
}
